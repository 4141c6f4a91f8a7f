import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readConfiguration, settingsOf, tokenNow } from "../../../provider/configuration/configuration";
import { shown } from "../../../provider/screen";

const certificateFile = resolve(__dirname, "..", "..", "fixtures", "tls", "certificate.pem");

const stack = "http://stack.example:7070";
const variable = "http://variable.example:7070";
const argument = "http://argument.example:7070";

/** What is read where Pulumi configured the provider with these values, and the environment holds these variables. */
function read(config: Record<string, string>, environment: Record<string, string> = {}) {
  return readConfiguration(pulumiConfig(config), environment);
}

function pulumiConfig(config: Record<string, string>) {
  const get = (key: string): string | undefined => config[key];
  return { get, require: (key: string) => get(key) ?? "" };
}

const nothing = () => undefined;

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

  it.each(["", "\n", "  "])("takes the blank text %j for none", (blank) => {
    expect(read(complete, { RAINBOND_ENDPOINT: blank, RAINBOND_TOKEN: blank })).toMatchObject({
      endpoint: stack,
      token: "stack-token",
    });
  });

  it("asks app stores unless one of its places says off, the nearest first, and takes nothing else for an answer", () => {
    expect(read(complete).asksStore).toBe(true);
    for (const off of ["off", "false"]) {
      expect(read({ ...complete, "rainbond:validate": off }).asksStore).toBe(false);
      expect(read(complete, { RAINBOND_VALIDATE: off }).asksStore).toBe(false);
      expect(read({ ...complete, "rainbond-provider:validate": off }).asksStore).toBe(false);
    }
    expect(read({ ...complete, "rainbond:validate": "off" }, { RAINBOND_VALIDATE: "on" }).asksStore).toBe(true);
    expect(read({ ...complete, "rainbond:validate": "no" })).toMatchObject({
      asksStore: true,
      faults: [
        'validate is "no", neither on nor off (RAINBOND_VALIDATE, rainbond:validate, or the Provider\'s validate)',
      ],
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
    expect(() => settingsOf(read(wrong), nothing)).toThrow(/console\.example\/path.*maxConcurrency/);
  });

  it("says how the console is reached", () => {
    const given = {
      "rainbond:maxConcurrency": "3",
      "rainbond:caFile": certificateFile,
      "rainbond:insecureSkipTlsVerify": "true",
    };
    const environment = { HTTP_PROXY: "http://me:proxy-password@proxy.example:3128" };
    const { token, ...settings } = settingsOf(read({ ...complete, ...given }, environment), nothing);
    expect(settings).toEqual({
      ...{ endpoint: stack, maxConcurrency: 3, insecureSkipTlsVerify: true },
      authorities: [readFileSync(certificateFile, "utf8")],
      proxy: {
        protocol: "http",
        host: "proxy.example",
        port: 3128,
        auth: { username: "me", password: "proxy-password" },
      },
    });
    expect(typeof token === "function" && token()).toBe("stack-token");
    expect(shown("no proxy-password")).toBe("no [secret]");
  });
});

describe("the console's address", () => {
  it.each([
    ["http://console.example:7070/", "http://console.example:7070"],
    [" HTTP://Console.Example:7070 ", "http://console.example:7070"],
    ["https://console.example:443", "https://console.example"],
    ["http://console.example:7070/openapi/v1", "http://console.example:7070"],
    ["http://console.example:7070/openapi/v1/", "http://console.example:7070"],
    ["https://host.example/rainbond", "https://host.example/rainbond"],
    ["https://host.example/rainbond//", "https://host.example/rainbond"],
    ["https://host.example/rainbond/openapi/v1", "https://host.example/rainbond"],
    ["http://[::1]:7070", "http://[::1]:7070"],
    ["http://127.0.0.1:7070", "http://127.0.0.1:7070"],
  ])("%j is %s", (given, endpoint) => {
    expect(read({ ...complete, "rainbond:endpoint": given })).toMatchObject({ endpoint, faults: [] });
    expect(read(complete, { RAINBOND_ENDPOINT: given })).toMatchObject({ endpoint, faults: [] });
    expect(read({ ...complete, "rainbond:endpoint": endpoint }, { RAINBOND_ENDPOINT: given }).warnings).toEqual([]);
  });

  it.each([
    "http://ops:hunter2pw@host:7070",
    "http://hunter2pw@host:7070",
    "ops:hunter2pw@host:7070",
    "https://host/?token=hunter2pw",
    "https://host:7070?hunter2pw",
    "https://host/#/team/hunter2pw",
    "https://host/rainbond#hunter2pw",
  ])("is refused with a login, a query or a fragment, and not shown: %s", (given) => {
    const { faults, warnings, endpoint } = read(complete, { RAINBOND_ENDPOINT: given });
    expect(endpoint).toBeUndefined();
    expect(faults).toEqual([
      expect.stringMatching(/RAINBOND_ENDPOINT.*a login, a query or a fragment.*leave only scheme/),
    ]);
    const other = read({ ...complete, "rainbond:endpoint": given }, { RAINBOND_ENDPOINT: stack });
    expect(JSON.stringify([faults, warnings, other])).not.toContain("hunter2pw");
  });

  it.each(["console.example:7070", "ftp://console.example", "http://", "http:///x", "http://console.example:port"])(
    "is refused where it is none: %s",
    (given) => {
      expect(read({ ...complete, "rainbond:endpoint": given }).faults).toEqual([
        expect.stringContaining(`"${given}" isn't a scheme, host and port`),
      ]);
    },
  );
});

describe("a proxy that can't be used", () => {
  it("is told before anything is asked", () => {
    expect(read(complete, { ALL_PROXY: "socks5://proxy.example" }).faults).toEqual([
      expect.stringMatching(/^ALL_PROXY names a proxy that speaks socks5/),
    ]);
  });
});

describe("a token or key", () => {
  const tokens: [string, string, string][] = [
    ["a line's end", "token-value\n", "token-value"],
    ["a byte order mark", "\ufefftoken-value", "token-value"],
    ["an invisible character", "token\u200b-value", "token-value"],
  ];

  it.each(tokens)("is sent and concealed without %s", (_, given, sent) => {
    const environment = { RAINBOND_TOKEN: given, RAINBOND_MARKET_ACCESS_KEY: `${given}-2` };
    expect(read(complete, environment)).toMatchObject({ token: sent, faults: [] });
    expect(read(complete, environment).marketAccessKey).not.toMatch(/[^ -~]/);
    expect(shown(`Invalid token ${sent}.`)).toBe("Invalid token [secret].");
  });

  it("that holds nothing to be seen is missing", () => {
    expect(read({ "rainbond:endpoint": stack }, { RAINBOND_TOKEN: "\u200b" }).faults).toEqual([
      expect.stringMatching(/token is missing/),
    ]);
  });
});

describe("the file of authorities", () => {
  let folder: string;
  const home = process.cwd();
  const certificate = readFileSync(certificateFile, "utf8");

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "authorities-")));
    mkdirSync(join(folder, "src", "deep"), { recursive: true });
    mkdirSync(join(folder, "certs"));
    writeFileSync(join(folder, "certs", "ca.pem"), certificate);
    process.chdir(join(folder, "src", "deep"));
  });
  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  const withFile = (caFile: string, environment = {}) => read({ ...complete, "rainbond:caFile": caFile }, environment);

  it.each(["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"])(
    "is looked for from the project's folder, where %s is",
    (file) => {
      writeFileSync(join(folder, file), "");
      expect(withFile("certs/ca.pem")).toMatchObject({ authorities: [certificate], faults: [] });
      expect(withFile("certs/no.pem").faults).toEqual([
        expect.stringMatching(
          new RegExp(`^caFile: the file can't be read \\(.*ENOENT.*'${folder}/certs/no.pem'\\).*Pulumi.yaml is$`),
        ),
      ]);
    },
  );

  it("is looked for from here where there is no project", () => {
    expect(withFile(join("..", "..", "certs", "ca.pem"))).toMatchObject({ authorities: [certificate], faults: [] });
  });

  it("adds to the authorities that NODE_EXTRA_CA_CERTS names, which Node would drop", () => {
    const extra = join(folder, "extra.pem");
    writeFileSync(extra, `${certificate}extra`);
    const file = join(folder, "certs", "ca.pem");
    expect(withFile(file, { NODE_EXTRA_CA_CERTS: extra }).authorities).toEqual([certificate, `${certificate}extra`]);
    expect(withFile(file, { NODE_EXTRA_CA_CERTS: "/nowhere" }).authorities).toEqual([certificate]);
    expect(read(complete, { NODE_EXTRA_CA_CERTS: extra }).authorities).toEqual([]);
  });

  it("is refused by its full path where it holds no certificate", () => {
    writeFileSync(join(folder, "Pulumi.yaml"), "no certificate");
    expect(withFile("Pulumi.yaml").faults).toEqual([
      expect.stringMatching(new RegExp(`^caFile: ${folder}/Pulumi.yaml holds no certificate`)),
    ]);
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
    const { token } = settingsOf(read(complete, { RAINBOND_TOKEN_FILE }), () =>
      tokenNow(pulumiConfig(complete), { RAINBOND_TOKEN_FILE }),
    );
    const sent = (): unknown => typeof token === "function" && token();
    expect(sent()).toBe("first");
    writeFileSync(RAINBOND_TOKEN_FILE, "second\n");
    expect(read(complete, { RAINBOND_TOKEN_FILE }).token).toBe("second");
    expect(sent()).toBe("second");
    writeFileSync(RAINBOND_TOKEN_FILE, "");
    expect(sent()).toBe("first");
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
