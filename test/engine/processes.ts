import { readdir, readFile } from "node:fs/promises";

/** A process that runs. */
export interface Process {
  readonly pid: number;
  /** Its program and arguments, with spaces between them. */
  readonly command: string;
}

/** The processes that have this variable in their environment (`NAME=value`). */
export async function processesWith(variable: string): Promise<Process[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const isOne = (await partsOf(pid, "environ")).includes(variable);
      return isOne ? [{ pid, command: (await partsOf(pid, "cmdline")).join(" ") }] : [];
    }),
  );
  return found.flat();
}

/** Nothing where the process has ended. */
async function partsOf(pid: number, file: "environ" | "cmdline"): Promise<string[]> {
  return (await readFile(`/proc/${pid}/${file}`, "latin1").catch(() => "")).split("\0");
}
