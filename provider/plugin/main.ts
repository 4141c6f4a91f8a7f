import { serve } from "./server";

/** Serves the plugin, and prints its port, which is all that Pulumi reads from its output. */
serve().then(
  (port) => process.stdout.write(`${port}\n`),
  (thrown: unknown) => {
    process.stderr.write(`pulumi-resource-rainbond: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exitCode = 1;
  },
);
