import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfiguration, settingsOf } from "../../../provider/host/configuration";

const stack = "http://stack.example:7070";
const variable = "http://variable.example:7070";
const argument = "http://argument.example:7070";

/** What is read where Pulumi configured the provider with these values, and the environment holds these variables. */
function read(config: Record<string, string>, environment: Record<string, string> = {}) {
  const get = (key: string): string | undefined => config[key];
  return readConfiguration({ get, require: (key) => get(key) ?? "" }, environment);
}

const complete = { "rainbond:endpoint": stack, "rainbond:token": "stack-token" };

describe("the configuration", () => {
  it("comes from a provider's arguments, then from the environment, then from the stack's configuration", () => {
    const environment = {
      RAINBOND_ENDPOINT: variable,
      RAINBOND_TOKEN: "variable-token",
      RAINBOND_MARKET_ACCESS_KEY: "key",
    };
    expect(read(complete)).toMatchObject({ endpoint: stack, token: "stack-token", faults: [] });
    expect(read(complete, environment)).toMatchObject({
      endpoint: variable,
      token: "variable-token",
      marketAccessKey: "key",
    });
    const given = { "rainbond-provider:endpoint": `${argument}/`, "rainbond-provider:token": "argument-token" };
    expect(read(given, environment)).toMatchObject({ endpoint: argument, token: "argument-token", warnings: [] });
    expect(read({ "rainbond-provider:endpoint": argument }, environment)).toMatchObject({
      endpoint: argument,
      token: "variable-token",
    });
  });

  it("takes an empty text for none", () => {
    expect(read(complete, { RAINBOND_ENDPOINT: "", RAINBOND_TOKEN: "" })).toMatchObject({
      endpoint: stack,
      token: "stack-token",
    });
  });

  it("warns of two different addresses, and names both; one with a slash at its end is no other", () => {
    expect(read(complete, { RAINBOND_ENDPOINT: variable }).warnings).toEqual([
      `RAINBOND_ENDPOINT (${variable}) is used, although rainbond:endpoint names another console (${stack})`,
    ]);
    expect(read(complete, { RAINBOND_ENDPOINT: `${stack}/` }).warnings).toEqual([]);
  });

  it("names all ways to give what is missing, and everything that is wrong, at once", () => {
    expect(read({}).faults).toEqual([
      expect.stringMatching(/RAINBOND_ENDPOINT.*rainbond:endpoint.*Provider/),
      expect.stringMatching(/RAINBOND_TOKEN.*RAINBOND_TOKEN_FILE.*rainbond:token.*Provider/),
    ]);
    const wrong = {
      "rainbond:endpoint": "console.example/path",
      "rainbond:token": "some-token",
      "rainbond:maxConcurrency": "0",
      "rainbond:insecureSkipTlsVerify": "yes",
      "rainbond:readOnly": "on",
    };
    const faults = [/console\.example\/path/, /maxConcurrency/, /insecureSkipTlsVerify/, /rainbond:readOnly is "on"/];
    expect(read(wrong).faults).toEqual(faults.map((fault): unknown => expect.stringMatching(fault)));
    expect(() => settingsOf(read(wrong))).toThrow(/console\.example\/path.*maxConcurrency/);
  });

  it("says how the console is reached", () => {
    const given = {
      "rainbond:maxConcurrency": "3",
      "rainbond:caFile": "ca.pem",
      "rainbond:insecureSkipTlsVerify": "true",
    };
    expect(settingsOf(read({ ...complete, ...given }))).toEqual({
      ...{ endpoint: stack, token: "stack-token" },
      ...{ maxConcurrency: 3, caFile: "ca.pem", insecureSkipTlsVerify: true },
    });
  });
});

describe("the file with the token", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "token-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("is read at each call, without the line's end, and only where no token is given", () => {
    const RAINBOND_TOKEN_FILE = join(folder, "token");
    writeFileSync(RAINBOND_TOKEN_FILE, "first\n");
    expect(read(complete, { RAINBOND_TOKEN_FILE }).token).toBe("first");
    writeFileSync(RAINBOND_TOKEN_FILE, "second\n");
    expect(read(complete, { RAINBOND_TOKEN_FILE }).token).toBe("second");
    expect(read(complete, { RAINBOND_TOKEN_FILE: "/nowhere", RAINBOND_TOKEN: "given" })).toMatchObject({
      token: "given",
      faults: [],
    });
  });

  it("is named where it can't be read or is empty", () => {
    const empty = join(folder, "empty");
    writeFileSync(empty, "\n");
    expect(read(complete, { RAINBOND_TOKEN_FILE: join(folder, "missing") }).faults).toEqual([
      expect.stringMatching(/^RAINBOND_TOKEN_FILE: the file can't be read \(.*ENOENT.*missing'\)/),
    ]);
    expect(read(complete, { RAINBOND_TOKEN_FILE: empty }).faults).toEqual([expect.stringMatching(/empty/)]);
  });
});

describe("a rail", () => {
  it.each([
    ["RAINBOND_READ_ONLY", {}, { RAINBOND_READ_ONLY: "1" }],
    ["rainbond:readOnly", { "rainbond:readOnly": "true" }, {}],
    ["the Provider's readOnly", { "rainbond-provider:readOnly": "true" }, { RAINBOND_READ_ONLY: "false" }],
  ])("is on where %s switches it on, whatever the others say", (place, config, environment) => {
    const { rails } = read({ ...complete, ...config }, environment);
    expect(rails).toEqual({ readOnly: place, destroyProtection: undefined });
  });

  it("is off where nobody switches it on", () => {
    const off = { "rainbond:readOnly": "false", "rainbond:destroyProtection": "false" };
    expect(read({ ...complete, ...off }).rails).toEqual({ readOnly: undefined, destroyProtection: undefined });
  });
});
