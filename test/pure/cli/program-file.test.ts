import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { programFile } from "../../../cli/import/program-file";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "program-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Project {
  /** Of Pulumi.yaml; default: none. */
  readonly main?: string;
  /** Of package.json; without one there is none. */
  readonly packageMain?: string;
  /** Files that are there already. */
  readonly there?: readonly string[];
  /** Where index.ts is written; default: the project's folder. */
  readonly out?: string;
}

test.each<[name: string, project: Project, found: string]>([
  ["no package.json", {}, "index.ts"],
  ["its name", { packageMain: "index.ts" }, "index.ts"],
  ["its name from here", { packageMain: "./index.ts" }, "index.ts"],
  ["its name without the ending", { packageMain: "index" }, "index.ts"],
  ["the folder", { packageMain: "." }, "index.ts"],
  ["the folder with a slash", { packageMain: "./" }, "index.ts"],
  ["an empty main", { packageMain: "" }, "index.ts"],
  ["a main that isn't there", { packageMain: "lib/main.js" }, "index.ts"],
  ["a main that is there", { packageMain: "lib/main.js", there: ["lib/main.js"] }, "lib/main.js"],
  ["a folder as main", { packageMain: "lib", there: ["lib/index.js"] }, "lib/index.js"],
  ["an index.js beside it", { there: ["index.js"] }, "index.js"],
  ["an index.js beside it that isn't main", { packageMain: "index.ts", there: ["index.js"] }, "index.ts"],
  ["the project's main", { main: "app.ts", packageMain: "index.ts", there: ["app.ts"] }, "app.ts"],
  [
    "the project's main in place of the package's",
    { main: "index.ts", packageMain: "app.js", there: ["app.js"] },
    "index.ts",
  ],
  ["the project's main in another folder", { main: "src/", there: ["src/index.ts"] }, "src/index.ts"],
  ["the project's main in the folder that is written to", { main: "./src", out: "src" }, "src/index.ts"],
])("with %s", (_, { main = ".", packageMain, there = [], out = "" }, found) => {
  for (const file of there) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), "");
  }
  if (packageMain !== undefined) writeFileSync(join(folder, "package.json"), JSON.stringify({ main: packageMain }));
  const file = programFile(folder, main, join(folder, out, "index.ts"));
  expect(file && relative(folder, file)).toBe(found);
});
