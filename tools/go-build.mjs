// Builds the Pulumi CLI and its Node language host from the Go modules pinned beside this file.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child.mjs";

const tools = import.meta.dirname;
const limitMinutes = 12;
const progressMs = 10_000;

const programs = [
  {
    module: "pulumi-language-nodejs",
    source: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    file: "pulumi-language-nodejs",
  },
  { module: "pulumi-cli", source: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", file: "pulumi" },
];

/**
 * Fills `<folder>/bin`. The gigabytes that Go keeps for a next build stay in the folder too, and are removed.
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildWithGo(folder, env) {
  const caches = join(folder, "go");
  const goEnv = {
    ...env,
    GOPATH: caches,
    GOMODCACHE: join(caches, "mod"),
    GOCACHE: join(caches, "build"),
    GOTMPDIR: folder,
    GOFLAGS: "-modcacherw",
    GOWORK: "off",
    CGO_ENABLED: "0",
  };
  const start = Date.now();
  const progress = setInterval(() => {
    console.log(`Building the Pulumi CLI with Go: ${minutes(Date.now() - start)} min of at most ${limitMinutes}`);
  }, progressMs);
  console.log("Building the Pulumi CLI with Go: about 5 minutes on 2 cores, only this once");
  try {
    for (const { module, source, file } of programs) {
      const args = ["build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", join(folder, "bin", file), source];
      const limitMs = start + limitMinutes * 60_000 - Date.now();
      const status = await run("go", args, { cwd: join(tools, module), env: goEnv, limitMs });
      if (status !== 0)
        throw new Error(`go build of ${file} failed or took too long (it needs Go and its module proxy)`);
    }
  } finally {
    clearInterval(progress);
    rmSync(caches, { recursive: true, force: true });
  }
}

/** @param {number} ms */
function minutes(ms) {
  return (ms / 60_000).toFixed(1);
}
