import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const { version: ownVersion } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(require.resolve("pulumi-rainbond/package.json"), "utf8")));

/** The version of this package, which is the plugin's. */
export const version = ownVersion;

/** What Pulumi knows the plugin's resources, functions and arguments by. */
export function schemaText(): string {
  return readFileSync(join(__dirname, "schema.json"), "utf8");
}

const withArguments = z.object({ provider: z.object({ inputProperties: z.record(z.string(), z.unknown()) }) });

/** The names of a provider's arguments. */
export function providerArguments(): ReadonlySet<string> {
  return new Set(Object.keys(withArguments.parse(JSON.parse(schemaText())).provider.inputProperties));
}
