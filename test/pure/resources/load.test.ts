import { join } from "node:path";
import { runCommand } from "../../../tools/command";

const root = join(__dirname, "..", "..", "..");

test("a program that imports the package loads its classes, and nothing of what they and the look-ups work with", async () => {
  const list =
    'require("pulumi-rainbond"); console.log(Object.keys(require.cache).filter((file) => file.startsWith(process.cwd() + "/dist")).join("\\n"))';
  const { stdout } = await runCommand(process.execPath, ["-e", list], { cwd: root, env: process.env });
  const rooms = stdout
    .trim()
    .split("\n")
    .map((file) => file.slice(root.length).split("/").slice(2, -1).join("/"));
  expect([...new Set(rooms)].sort()).toEqual(["provider", "provider/resources", "provider/screen"]);
});
