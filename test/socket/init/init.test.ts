import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { init, type InitOptions } from "../../../cli/init/run";
import { withoutTerminal, type Questions } from "../../../cli/init/questions";
import { orphaningTemplate, demoTemplate, modelOf } from "../simulator/templates";
import { Town } from "../inventory/town";

let town: Town;
let folder: string;

beforeEach(async () => {
  town = await Town.open();
  folder = join(mkdtempSync(join(tmpdir(), "init-")), "my-blog");
  const { storeKey: accessKey, storeDomain: domain } = town.simulator.info;
  const versions = { "2.0": orphaningTemplate(), "1.0": demoTemplate("1.0") };
  await town.control.loadStore({ accessKey, domain, models: [modelOf("tunnel", versions)] });
  await town.control.forgetRequests();
});

afterEach(async () => {
  rmSync(join(folder, ".."), { recursive: true });
  await town.close();
});

function environment(): NodeJS.ProcessEnv {
  return { ...town.environment, RAINBOND_MARKET_ACCESS_KEY: town.simulator.info.storeKey };
}

function given(changes: Partial<InitOptions> = {}): InitOptions {
  const { info, storeUrl } = town.simulator;
  const market = { marketDomain: info.storeDomain, marketUrl: storeUrl };
  return { folder, stack: "dev", region: info.regionName, market, app: info.appModelId, ...changes };
}

/** A person who gives these answers in turn, and is shown what is said here. */
function person(answers: string[], seen: string[]): Questions {
  const next = (): string => answers.shift() ?? "";
  return {
    choose: ({ asks }, choices) => {
      seen.push(`${asks} ${choices.map(({ label, value }) => label ?? value).join(" | ")}`);
      return Promise.resolve(next());
    },
    write: ({ asks }, check) => {
      const answer = next();
      seen.push(`${asks} ${check(answer) ?? "ok"}`);
      return Promise.resolve(answer);
    },
    say: () => undefined,
  };
}

test("options alone write a project with the newest version, that holds no secret", async () => {
  const said = await init(given(), environment(), withoutTerminal);
  expect(readdirSync(folder).sort()).toEqual([
    ...[".gitignore", "Pulumi.dev.yaml", "Pulumi.yaml", "index.ts", "package.json", "tsconfig.json"],
  ]);
  const program = readFileSync(join(folder, "index.ts"), "utf8");
  expect(program).toContain('new rainbond.MarketApp("Guestbook", {');
  expect(program).toContain('appModelVersion: "1.1"');
  expect(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8")).toMatch(
    /^config:\n {2}rainbond:endpoint: "http.*"\n {2}rainbond:teamId: "[0-9a-f]{32}"\n {2}rainbond:regionName: "rainbond"\n$/,
  );
  expect(readFileSync(join(folder, "Pulumi.yaml"), "utf8")).toContain('name: "my-blog"');
  expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).toMatchObject({
    devDependencies: { typescript: "^5" },
  });
  const all = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  const { adminToken, storeKey } = town.simulator.info;
  for (const secret of [adminToken, storeKey]) expect(all.join() + said).not.toContain(secret);
  expect(said).toMatch(/A project that installs Guestbook 1\.1 is in .*npm install.*pulumi stack init dev.*pulumi up/s);
  expect(await town.writes()).toEqual([]);
});

test("what has to stay set is named as it was given", async () => {
  const file = join(folder, "..", "token");
  writeFileSync(file, town.simulator.info.adminToken);
  const fromFile = { ...environment(), RAINBOND_TOKEN: undefined, RAINBOND_TOKEN_FILE: file };
  const said = await init(given(), fromFile, withoutTerminal);
  expect(said).toContain("\nKeep RAINBOND_TOKEN_FILE and RAINBOND_MARKET_ACCESS_KEY set for that: ");
});

test("a person is asked for what no option says, by names and with what can't be installed marked", async () => {
  const teamId = await town.openTeam("博客");
  const { info, storeUrl } = town.simulator;
  const seen: string[] = [];
  const answers = [teamId, "other", storeUrl, info.storeDomain, "tunnel", "1.0"];
  await init({ folder, stack: "dev" }, environment(), person(answers, seen));
  expect(seen.map((one) => one.replace(/[0-9a-f]{32}/g, "<id>"))).toEqual([
    expect.stringMatching(/^Which team\? .*博客 \(\w+\), <id>/),
    expect.stringMatching(/^Which region\? .*other/),
    "The app store's address? ok",
    "Its domain there? ok",
    expect.stringMatching(/^Which app\? Guestbook, <id> \| .*Model tunnel, tunnel$/),
    "Which version? 2.0 (can't be installed by the API) | 1.0",
  ]);
  expect(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8")).toContain(teamId);
  expect(readFileSync(join(folder, "index.ts"), "utf8")).toContain('appModelId: "tunnel"');
});

test.each<[string, Partial<InitOptions>, RegExp]>([
  ["an unknown team", { team: "nobody" }, /^--team: the token's user is in no team nobody; there are /],
  ["an unknown region", { region: "nowhere" }, /^--region: the team wasn't opened in a region nowhere; there are /],
  ["no market", { market: undefined }, /^--market is missing$/],
  ["no app", { app: undefined }, /^--app is missing; there are Guestbook, \w+, .*Model tunnel, tunnel$/],
  ["an unknown app", { app: "nothing" }, /^appModelId: .* has no such app/],
  ["an unknown version", { appVersion: "7" }, /^appModelVersion: .* has no version "7"/],
  [
    "a version that can't be installed",
    { app: "tunnel" },
    /^--app-version: .*can't install Model tunnel 2\.0: .*port 22/,
  ],
  ["an illegal name", { name: "my blog" }, /^--name: "my blog" must be letters/],
])("with %s nothing is written, and the option is named", async (_, changes, message) => {
  await expect(init(given(changes), environment(), withoutTerminal)).rejects.toThrow(message);
  expect(readdirSync(join(folder, ".."))).toEqual([]);
});

test("a name that several teams bear is said to be one, with their ids", async () => {
  const ids = [await town.openTeam("Twins"), await town.openTeam("Twins")];
  const refused = init(given({ team: "Twins" }), environment(), withoutTerminal);
  const each = ids.map((id) => `Twins \\(\\w+\\), ${id}`).join(", ");
  const words = new RegExp(`^--team: several teams are called "Twins": give the id of one; there are ${each}$`);
  await expect(refused).rejects.toThrow(words);
});

test("a store's apps are offered to their last page", async () => {
  const { storeKey: accessKey, storeDomain: domain } = town.simulator.info;
  const models = Array.from({ length: 120 }, (_, index) => modelOf(`many-${index}`, { "1.0": demoTemplate("1.0") }));
  await town.control.loadStore({ accessKey, domain, models });
  const seen: string[] = [];
  await init(given({ app: undefined, appVersion: "1.0" }), environment(), person(["many-119"], seen));
  expect(seen.join()).toContain("many-119");
  expect(readFileSync(join(folder, "index.ts"), "utf8")).toContain('appModelId: "many-119"');
});

test("a wrong key for the store, or a console that isn't named, ends it", async () => {
  const wrong = { ...environment(), RAINBOND_MARKET_ACCESS_KEY: "wrong" };
  await expect(init(given(), wrong, withoutTerminal)).rejects.toThrow(/refuses the key/);
  await expect(init(given(), {}, withoutTerminal)).rejects.toThrow(/RAINBOND_ENDPOINT.*RAINBOND_TOKEN/);
});

test("a repository that holds nothing yet is an empty folder, as to pulumi new", async () => {
  mkdirSync(join(folder, ".git"), { recursive: true });
  await init(given(), environment(), withoutTerminal);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining([".git", ".gitignore", "Pulumi.yaml", "index.ts"]));
});

test("a folder that isn't empty is refused before anything is asked, and so is a file", async () => {
  const there = join(folder, "..");
  writeFileSync(join(there, "notes.txt"), "");
  await expect(init(given({ folder: there }), {}, withoutTerminal)).rejects.toThrow(
    /isn't an empty folder: it holds notes\.txt/,
  );
  await expect(init(given({ folder: join(there, "notes.txt") }), {}, withoutTerminal)).rejects.toThrow(
    /can't write into/,
  );
  expect(await town.control.requests()).toEqual([]);
});
