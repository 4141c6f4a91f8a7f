import { readFileSync } from "node:fs";
import { z } from "zod";

/** The version of this package. */
export const packageVersion = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(require.resolve("pulumi-rainbond/package.json"), "utf8"))).version;
