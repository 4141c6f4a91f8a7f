import { secretSettingsIn } from "../../../provider/kinds/secret-settings";

const settings = {
  Web: {
    envs: { TOKEN: "secret-value", PORT: "8080" },
    domains: [{ host: "hidden.example", path: "/", header: "key=secret-header", certificateId: 7 }],
  },
  Database: { envs: { PASSWORD: "another-value" }, minMemory: 512, domains: [{ host: "open.example" }] },
};

test.each<[string, string[][], string[]]>([
  ["nothing", [], []],
  ["one variable", [["Web", "envs", "TOKEN"]], ["secret-value"]],
  ["a list of domains, with its hosts", [["Web", "domains"]], ["hidden.example", "key=secret-header"]],
  ["all of a component", [["Database"]], ["another-value", "open.example"]],
  [
    "all settings",
    [[]],
    ["secret-value", "8080", "hidden.example", "key=secret-header", "another-value", "open.example"],
  ],
])("of %s that is secret the texts are concealed from messages", (_, __rbSecrets, texts) => {
  expect(secretSettingsIn({ settings, __rbSecrets })).toEqual(texts);
});
