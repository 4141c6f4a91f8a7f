import { RainbondError } from "../errors";
import type { Outlook } from "../templates/upgrade-outlook";
import { replaceCommand } from "../identity";

/** Throws why the upgrade would certainly fail; else returns a sentence about what it will leave as it was, or nothing. */
export function judge({ refused, left }: Outlook, step: { from: string; to: string; urn: string }): string | undefined {
  const { from, to, urn } = step;
  if (refused.length > 0) {
    throw new RainbondError(
      `appModelVersion: Rainbond's API can't upgrade the app from "${from}" to "${to}", which ${refused.join(", ")}. Nothing was ` +
        "changed. Declare a version without that, upgrade it in the web console (which may first want the app's last upgrade record opened) and " +
        `run pulumi up --refresh, or replace the app, which loses its data: ${replaceCommand(urn)}`,
    );
  }
  if (left.length === 0) return undefined;
  return `an upgrade to "${to}" leaves as it was what it changes here: ${left.join("; ")}. Change it in the web console`;
}
