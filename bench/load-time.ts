import { execFileSync } from "node:child_process";

const rounds = 20;

/** Milliseconds that loading this package adds to loading Pulumi: the difference of the medians of 20 fresh processes each, in turn. */
export function loadTimeMs(root: string): { addedMs: number; heavy: string[] } {
  const times = { pulumi: [] as number[], both: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.pulumi.push(timeOf(root, 'require("@pulumi/pulumi")'));
    times.both.push(timeOf(root, 'require("@pulumi/pulumi"); require("pulumi-rainbond")'));
  }
  return { addedMs: median(times.both) - median(times.pulumi), heavy: heavyModules(root) };
}

function timeOf(root: string, program: string): number {
  const timed = `const t = performance.now(); ${program}; console.log(performance.now() - t)`;
  return Number(execFileSync(process.execPath, ["-e", timed], { cwd: root, encoding: "utf8" }));
}

/** The modules among those that a program loads which it mustn't. */
function heavyModules(root: string): string[] {
  const list = 'require("pulumi-rainbond"); console.log(Object.keys(require.cache).join("\\n"))';
  const loaded = execFileSync(process.execPath, ["-e", list], { cwd: root, encoding: "utf8" }).split("\n");
  return loaded.filter((path) => /node_modules\/(axios|zod)\//.test(path));
}

function median(times: number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
