// Writes what Pulumi knows the plugin by: run after a change of the models, of the classes' docstrings or of the examples beside this file.
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pluginSchema } from "./schema";

const file = join(resolve(__dirname, "..", ".."), "provider", "plugin", "schema.json");
writeFileSync(file, `${JSON.stringify(pluginSchema(), undefined, 2)}\n`);
