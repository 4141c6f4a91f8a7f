import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(__dirname, "..", "..");

/** In a process of its own: inside jest no error of a taken socket is an `Error`. */
const program = `
  import lock from "./provider/run/machine-lock.ts";
  const { aloneOnMachine } = lock;
  const waiting = { limitMs: 500, onWait: () => undefined };
  const name = "machine-lock " + process.pid;
  const canceled = () => { throw new Error("the run was canceled"); };
  const failure = await aloneOnMachine(name, waiting, canceled).catch(({ message }) => message);
  const next = await aloneOnMachine(name, waiting, () => Promise.resolve("done"));
  console.log(JSON.stringify({ failure, next }));
`;

test("a lock is free again after work that a cancellation ended as it began", async () => {
  const node = ["--import", "tsx", "--input-type=module", "-e", program];
  const { stdout } = await promisify(execFile)(process.execPath, node, { cwd: root });
  expect(JSON.parse(stdout)).toEqual({ failure: "the run was canceled", next: { done: "done" } });
});
