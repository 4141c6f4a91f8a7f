import { existsSync, readdirSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { rowsToPlay } from "../matrix-rows";
import { packInto, run } from "./packed-package";
import { stepsOf } from "./page-reader";

const examples = resolve(__dirname, "..", "..", "examples");
const names = readdirSync(examples).filter((name) => existsSync(join(examples, name, "package.json")));
const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });

let parent: string;
let tarball: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "pulumi-rainbond-examples-"));
  tarball = await packInto(parent);
});

afterAll(() => rm(parent, { recursive: true, force: true }));

/** What the page has a reader write into `tsconfig.json`. */
async function compilerSettings(): Promise<string> {
  for (const step of await stepsOf("docs/getting-started.md"))
    if ("file" in step && step.file === "tsconfig.json") return step.content;
  throw new Error("The page shows no tsconfig.json");
}

test.each(rowsToPlay(names))("%s, copied out, is installed and compiles", async (name) => {
  const folder = join(parent, name);
  await cp(join(examples, name), folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
  const { dependencies } = manifest.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
  expect(Object.keys(dependencies)).toEqual(["@pulumi/pulumi", "pulumi-rainbond"]);
  expect(Object.values(dependencies).join()).not.toMatch(/file:|link:|workspace:/);
  // As long as nothing is published, the tarball takes the package's place.
  await run(folder, "npm", "install", "--no-audit", tarball, "typescript@5", "@types/node@20");
  await writeFile(join(folder, "tsconfig.json"), await compilerSettings());
  expect(await run(folder, "npx", "--no-install", "tsc", "--listFiles")).toContain(join(folder, "index.ts"));
  expect(existsSync(join(folder, "Pulumi.yaml"))).toBe(true);
  expect(existsSync(join(folder, "README.md"))).toBe(true);
});
