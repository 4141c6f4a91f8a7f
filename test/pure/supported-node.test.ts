import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { complaintAboutNode } from "../../provider/supported-node";

const root = resolve(__dirname, "..", "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const { engines } = z.object({ engines: z.object({ node: z.string() }) }).parse(JSON.parse(read("package.json")));
const oldest = Number(/^>=(\d+)$/.exec(engines.node)?.[1]);

test("programs and commands want the Node that package.json asks for, and no newer one", () => {
  expect(complaintAboutNode(`${oldest}.0.0`)).toBeUndefined();
  expect(complaintAboutNode(`${oldest - 1}.9.0`)).toBe(
    `pulumi-rainbond needs Node ${oldest} or newer, and this is ${oldest - 1}.9.0`,
  );
});

test("the plugin's executable, which can't load anything before, wants the same", () => {
  const executable = read("provider/plugin/pulumi-resource-rainbond");
  expect(executable).toContain(`< ${oldest})`);
  expect(executable).toContain(`needs Node ${oldest} or newer`);
});
