import { execFileSync } from "node:child_process";
import { median } from "./median";

const rounds = 20;

/** Milliseconds that loading this package adds to loading Pulumi, in a program and in the provider process. */
export function loadTimes(root: string): { programMs: number; providerMs: number; heavy: string[] } {
  return {
    programMs: addedMs(root, 'require("@pulumi/pulumi")', 'require("pulumi-rainbond")'),
    providerMs: addedMs(root, 'require("@pulumi/pulumi/proto/provider_grpc_pb")', 'require("pulumi-rainbond/host")'),
    heavy: heavyModules(root),
  };
}

/** The difference of the medians of 20 fresh processes each, in turn. */
function addedMs(root: string, base: string, added: string): number {
  const times = { base: [] as number[], both: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.base.push(timeOf(root, base));
    times.both.push(timeOf(root, `${base}; ${added}`));
  }
  return median(times.both) - median(times.base);
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
