#!/bin/sh
# Is what runs on Rainbond what the last `pulumi up` left? Says nothing if it is, so that cron sends no mail. In the crontab:
#   17 5 * * *  /opt/shop/rainbond-drift.sh
# and for another stack  STACK=dev /opt/shop/rainbond-drift.sh
# Beside it in the project's folder: rainbond.env, readable by its owner alone (chmod 600), with a line each:
#   PATH=/usr/local/bin:/usr/bin:/bin    # where node and pulumi are: cron's own PATH is /usr/bin:/bin
#   RAINBOND_ENDPOINT=http://console.example:7070
#   RAINBOND_TOKEN=…
#   PULUMI_ACCESS_TOKEN=…                # or PULUMI_BACKEND_URL=file:///srv/pulumi and PULUMI_CONFIG_PASSPHRASE=…
set -eu
cd "${PROJECT:-$(dirname "$0")}"
set -a
. ./rainbond.env
# Rainbond has no read-only tokens: this one could delete every app of the enterprise, so the provider is told not to write.
RAINBOND_READ_ONLY=true
set +a

# One look at a stack at a time: a second one that finds the first still at it goes away.
stack=${STACK:-prod}
files=drift.$(printf '%s' "$stack" | tr / -)
exec 9> "$files.lock"
flock --nonblock 9 || exit 0

code=0
npx --no-install pulumi-rainbond drift --stack "$stack" --json "$files.json" > "$files.txt" 2>&1 || code=$?
[ "$code" = 0 ] || cat "$files.txt"
exit "$code"
