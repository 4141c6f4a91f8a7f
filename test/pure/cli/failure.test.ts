import { explain } from "../../../cli/project/failure";

const warning = "warning: A new version of Pulumi is available. To upgrade from version '3.254.0' to '3.274.0', run it";
const decrypt = "could not decrypt the configuration of the stack: the message authentication failed";

describe("why a command of Pulumi failed is its own first error, to its last character", () => {
  test.each<[name: string, text: string, said: string]>([
    ["one line", `error: ${decrypt}`, decrypt],
    ["a line without a mark", decrypt, decrypt],
    ["a warning before it", `${warning}\nerror: ${decrypt}\n`, decrypt],
    ["a warning before a line without a mark", `${warning}\n${decrypt}`, decrypt],
    ["a later line than the error is long", `${"\n".repeat(8)}error: ${decrypt}`, decrypt],
    ["the engine's last word before it", `error: preview failed\nerror: ${decrypt}`, decrypt],
    [
      "the command that failed before it",
      `Command failed: pulumi stack export --stack dev\nerror: ${decrypt}`,
      decrypt,
    ],
    [
      "the command before a line without a mark",
      `Command failed: pulumi stack export --stack dev\n${decrypt}`,
      decrypt,
    ],
    ["colours", `\u001b[31merror: \u001b[0m${decrypt}\u001b[0m`, decrypt],
    ["nothing but a warning", warning, warning],
    ["nothing", "\n", "Pulumi ended without a word"],
  ])("%s", (_, text, said) => {
    expect(explain(new Error(text))).toBe(said);
  });
});

test("a stack that isn't there is said with what lists them, whatever is printed before it", () => {
  const text = `${warning}\nerror: no stack named 'production' found\n`;
  expect(explain(new Error(text))).toBe(
    "there is no stack production. pulumi stack ls lists those that there are, pulumi stack init makes one",
  );
});
