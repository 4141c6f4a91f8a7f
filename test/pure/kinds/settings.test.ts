import { marketAppInputs } from "../../../provider/model";
import { asIfLeftOut, validate } from "../../../provider/kinds/validate";
import { sampleInputs } from "../lifecycle/sample";

/** What a check says of settings. */
function failuresOf(settings: unknown): string[] {
  const declared = asIfLeftOut(marketAppInputs, { ...sampleInputs, settings });
  return validate(marketAppInputs, declared, "MarketApp").failures.map(
    ({ property, reason }) => `${property}|${reason}`,
  );
}

const ofWeb = (settings: unknown): unknown => ({ Web: settings });
const secret = "a secret that is never shown";

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["no component", {}],
  ["a component without settings", ofWeb({})],
  ["every kind of setting", ofWeb({ envs: { A: "1" }, minMemory: 64, minCpu: 0, minNode: 1, domains: [] })],
  ["the largest sizes", ofWeb({ minMemory: 65_536, minNode: 100 })],
  ["memory that is no multiple of 64", ofWeb({ minMemory: 100 })],
  ["parts that are null", ofWeb({ envs: { A: null }, minMemory: null, domains: null })],
  ["a value of 1,024 characters beyond the basic plane", ofWeb({ envs: { A: "𠮷".repeat(1024) } })],
  ["a value with line breaks and tabs within", ofWeb({ envs: { A: "a\n\tb" } })],
  ["a name that is reserved for nothing", ofWeb({ envs: { PORT: "8080", path: "x" } })],
  [
    "hosts of every kind",
    ofWeb({ domains: ["shop.example", "*.example", "a", "_x.b-c.example"].map((host) => ({ host })) }),
  ],
  [
    "one host on several paths and ports",
    ofWeb({ domains: [{ host: "a" }, { host: "a", path: "/b" }, { host: "a", port: 81 }] }),
  ],
  [
    "all of a rule",
    ofWeb({ domains: [{ host: "a", port: 1, path: "/", certificateId: 1, header: "a=b", cookie: "c=d" }] }),
  ],
])("%s is accepted", (_, settings) => {
  expect(failuresOf(settings)).toEqual([]);
});

test.each<[string, unknown, (string | RegExp)[]]>([
  ["an unknown setting", ofWeb({ minMemorry: 64 }), ["|settings.Web.minMemorry is no setting"]],
  [
    "a component that is no object",
    ofWeb("big"),
    ["|settings.Web must be an object with envs, minMemory, minCpu, minNode or domains"],
  ],
  ["settings that are a list", [], ["|settings must be an object with the settings of a component a name"]],
  [
    "65 megabytes",
    ofWeb({ minMemory: 65 }),
    [/^\|settings.Web.minMemory must be .* multiple of 64; the nearest is 64$/],
  ],
  ["65537 megabytes", ofWeb({ minMemory: 65_537 }), [/the nearest is 65536$/]],
  ["1.4 megabytes", ofWeb({ minMemory: 1.4 }), [/the nearest is 64$/]],
  ["129.2 megabytes", ofWeb({ minMemory: 129.2 }), [/the nearest is 128$/]],
  ["memory in a text", ofWeb({ minMemory: "512" }), [/^\|settings.Web.minMemory must be a number: a whole/]],
  ["no replicas", ofWeb({ minNode: 0 }), [/^\|settings.Web.minNode must be .* from 1 to 100; the nearest is 1$/]],
  ["101 replicas", ofWeb({ minNode: 101 }), [/the nearest is 100$/]],
  ["half a replica", ofWeb({ minNode: 2.5 }), [/the nearest is 3$/]],
  ["less than no CPU", ofWeb({ minCpu: -1 }), [/^\|settings.Web.minCpu must be .*; the nearest is 0$/]],
  ["a blank value", ofWeb({ envs: { A: " \t" } }), [/^\|settings.Web.envs.A must not be blank/]],
  ["an empty value", ofWeb({ envs: { A: "" } }), [/^\|settings.Web.envs.A must not be blank/]],
  [
    "a value that begins with a space",
    ofWeb({ envs: { A: ` ${secret}` } }),
    [/^\|settings.Web.envs.A must not begin or end/],
  ],
  ["a value that Python alone would cut", ofWeb({ envs: { A: `${secret}\u0085` } }), [/must not begin or end/]],
  ["a value of 1,025 characters", ofWeb({ envs: { A: "x".repeat(1025) } }), [/at most 1024 characters; it has 1025$/]],
  ["a value with a zero in it", ofWeb({ envs: { A: `${secret}\0x` } }), [/character that the console can't store$/]],
  ["a value that is a number", ofWeb({ envs: { A: 5 } }), ["|settings.Web.envs.A must be a text: quote it"]],
  ["a value that is true", ofWeb({ envs: { A: true } }), ["|settings.Web.envs.A must be a text: quote it"]],
  [
    "a name with a hyphen",
    ofWeb({ envs: { "A-B": "1" } }),
    [/^\|settings.Web.envs.A-B isn't a name .*; the nearest is A_B$/],
  ],
  ["a name that begins with _", ofWeb({ envs: { _A: "1" } }), [/the nearest is A$/]],
  ["a Chinese name", ofWeb({ envs: { 密码: "1" } }), [/^\|settings.Web.envs.密码 isn't a name .* with a letter$/]],
  ["a name of 101 characters", ofWeb({ envs: { ["A".repeat(101)]: "1" } }), [/a name of more than 100 characters$/]],
  [
    "a reserved name",
    ofWeb({ envs: { PATH: "1" } }),
    [/^\|settings.Web.envs.PATH is a variable that Rainbond sets itself/],
  ],
  ["a domain without a host", ofWeb({ domains: [{}] }), [/^\|settings.Web.domains.0.host must be a text: a host name/]],
  [
    "a URL",
    ofWeb({ domains: [{ host: "https://Shop.example/x" }] }),
    [/^\|settings.Web.domains.0.host must be .*; the nearest is shop.example$/],
  ],
  ["a host in capitals", ofWeb({ domains: [{ host: "SHOP.example" }] }), [/the nearest is shop.example$/]],
  ["a Chinese host", ofWeb({ domains: [{ host: "商店.example" }] }), [/without scheme, port or path$/]],
  ["a host of 129 characters", ofWeb({ domains: [{ host: "x".repeat(129) }] }), [/it has 129 characters$/]],
  [
    "a path without a slash",
    ofWeb({ domains: [{ host: "a", path: "b" }] }),
    [/^\|settings.Web.domains.0.path must begin with \//],
  ],
  [
    "a domain twice",
    ofWeb({ domains: [{ host: "a" }, { host: "a", path: "/" }] }),
    ["|settings.Web.domains.1 is the same domain as domains.0"],
  ],
  [
    "an unknown part of a domain",
    ofWeb({ domains: [{ host: "a", domain: "b" }] }),
    ["|settings.Web.domains.0.domain is no setting"],
  ],
])("%s is refused, with its path and no value", (_, settings, expected) => {
  const failures = failuresOf(settings);
  expect(failures).toHaveLength(expected.length);
  for (const [index, one] of expected.entries()) expect(failures[index]).toMatch(one);
  expect(failures.join()).not.toContain(secret);
});

test("all that is wrong is said at once", () => {
  expect(failuresOf({ Web: { minMemory: 1, envs: { PATH: "1", B: "" } }, DB: { minNode: 0 } })).toHaveLength(4);
});

test("what isn't known yet is passed through, and what is known beside it is judged", () => {
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  const settings = {
    Web: { envs: { A: unknown, B: "" }, minNode: unknown, domains: [{ host: unknown, path: "x" }, { host: "X" }] },
  };
  expect(failuresOf(settings)).toEqual([
    expect.stringMatching(/^\|settings.Web.envs.B must not be blank/),
    expect.stringMatching(/^\|settings.Web.domains.0.host must be a host name/),
  ]);
  const good = { Web: { envs: { A: unknown, B: "b" } } };
  expect(validate(marketAppInputs, { ...sampleInputs, settings: good }, "MarketApp").inputs["settings"]).toEqual(good);
});
