import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";

const tools = resolve(__dirname, "..", "..", "tools");

/** Finds or makes the CLI, from Go alone, and prints the folders that PATH needs; a failure prints its message. */
const findOrMake = `
  import { findOrMakeCli } from "${tools}/pulumi-cli.mjs";
  import { buildWithGo } from "${tools}/go-build.mjs";
  const sources = [{ name: "a build with Go", fill: buildWithGo }];
  try {
    console.log("found", (await findOrMakeCli(process.env, sources)).join(" "));
  } catch (error) {
    console.log(error.message);
  }
`;

/** A Go that takes no time: what it "builds" says a version; it writes down that it was called. */
const fakeGo = (folder: string, body: string) => `#!/bin/sh
echo "$@" >> ${folder}/go-calls
while [ "$1" != "-o" ]; do shift; done
${body}
`;
const builds = (version: string) => `printf '#!/bin/sh\\necho ${version}\\n' > "$2"; chmod +x "$2"`;

let folder: string;
let bin: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-"));
  bin = join(folder, "bin");
  mkdirSync(bin);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function install(name: string, script: string, where = bin): void {
  mkdirSync(where, { recursive: true });
  writeFileSync(join(where, name), script);
  chmodSync(join(where, name), 0o755);
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: `${bin}:/usr/bin:/bin`, XDG_CACHE_HOME: join(folder, "cache") };
}

function run(): string {
  const args = ["--input-type=module", "-e", findOrMake];
  return spawnSync(process.execPath, args, { env: environment(), encoding: "utf8" }).stdout;
}

function start(): { stdout: Promise<string>; child: ReturnType<typeof spawn> } {
  const child = spawn(process.execPath, ["--input-type=module", "-e", findOrMake], {
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { child, stdout: text(child.stdout) };
}

function goCalls(): number {
  const calls = join(folder, "go-calls");
  return existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n").length : 0;
}

function cached(): string[] {
  return readdirSync(join(folder, "cache", "pulumi-rainbond"));
}

test("a new enough CLI with its language host on PATH is taken, and nothing is made", () => {
  install("pulumi", "#!/bin/sh\necho v3.229.0");
  install("pulumi-language-nodejs", "");
  install("pulumi-resource-pulumi-nodejs", "");
  expect(run()).toBe(`found ${bin} ${bin}\n`);
  expect(readdirSync(folder)).toEqual(["bin"]);
});

test.each([
  [
    "is too old",
    () => {
      install("pulumi", "#!/bin/sh\necho v3.228.9");
      install("pulumi-language-nodejs", "");
    },
  ],
  [
    "has no hosts",
    () => {
      install("pulumi", "#!/bin/sh\necho v3.274.1");
    },
  ],
])("a CLI on PATH that %s is passed over for one that we build", (_flaw, prepare) => {
  prepare();
  install("go", fakeGo(folder, builds("v3.274.1")));
  const [entry] = /found (\S+)/.exec(run())?.slice(1) ?? [];
  expect(entry).toContain("cache/pulumi-rainbond/pulumi-");
  expect(readdirSync(String(entry))).toEqual(["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"]);
});

test("what was built once is used again, and nothing else is left in the cache", () => {
  install("go", fakeGo(folder, builds("v3.274.1")));
  const first = run().split("\n").at(-2);
  expect(run()).toBe(`${String(first)}\n`);
  expect(goCalls()).toBe(2);
  expect(cached()).toEqual([expect.stringMatching(/^pulumi-[0-9a-f]{12}$/)]);
});

test("a damaged cache is made again", () => {
  install("go", fakeGo(folder, builds("v3.274.1")));
  run();
  truncateSync(join(folder, "cache", "pulumi-rainbond", String(cached()[0]), "bin", "pulumi"), 3);
  expect(run()).toContain("found ");
  expect(goCalls()).toBe(4);
});

test("two runs at once build once", async () => {
  install("go", fakeGo(folder, `sleep 1; ${builds("v3.274.1")}`));
  const [one, other] = await Promise.all([start().stdout, start().stdout]);
  expect(one).toContain("found ");
  expect(one.split("\n").at(-2)).toBe(other.split("\n").at(-2));
  expect(goCalls()).toBe(2);
});

test("where nothing works the error says why, and what to install", () => {
  install("go", fakeGo(folder, `echo "no such module" >&2; exit 1`));
  expect(run()).toMatch(
    /neither on PATH nor to be had here:\n {2}a build with Go: pulumi-language-nodejs: no such module\nInstall the Pulumi CLI 3\.229 or newer .* or Go/,
  );
  expect(cached()).toEqual([]);
});

test("a build that makes something else isn't kept", () => {
  install("go", fakeGo(folder, builds("v3.1.0")));
  expect(run()).toContain("what it brought isn't new enough, or doesn't run: v3.1.0");
  expect(cached()).toEqual([]);
});

test("an interrupted build leaves neither a process nor a half-made cache", async () => {
  const pipe = join(folder, "pid");
  spawnSync("mkfifo", [pipe]);
  install("go", fakeGo(folder, `echo $$ > ${pipe}; exec sleep 600`));
  const { child, stdout } = start();
  const pid = Number(await text(createReadStream(pipe)));
  const ended = once(child, "exit");
  child.kill("SIGINT");
  expect(await ended).toEqual([130, null]);
  await stdout;
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  expect(cached()).toEqual([]);
});

test("what a killed run left half-made is taken away by the next", () => {
  install("go", fakeGo(folder, builds("v3.274.1")));
  run();
  const cache = join(folder, "cache", "pulumi-rainbond");
  const [name] = cached();
  rmSync(join(cache, String(name), "complete.txt"));
  install("pulumi", "", join(cache, `${String(name)}.making-1`, "bin"));
  run();
  expect(cached()).toEqual([name]);
});
