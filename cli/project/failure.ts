import { shown } from "../../provider/screen";

/** What is said of a stack whose look hadn't begun when somebody interrupted the command. */
export const interruptedEarly = "interrupted before it began";

/** What the Pulumi CLI prints when it can't begin, and what to do about it. */
const known: readonly [RegExp, string][] = [
  // A terminal's Ctrl-C is for all that it runs, and may end the CLI before this process hears of it.
  [/was killed with SIG(?:INT|TERM|HUP) \([^)]+\): pulumi version/, interruptedEarly],
  [
    /spawn pulumi ENOENT/,
    "there is no Pulumi CLI on the PATH. Install it (pulumi.com/docs/install), or add its folder to PATH",
  ],
  [
    /no Pulumi\.yaml project file found/,
    "there is no Pulumi project here or above. Run it in the project's folder, or name that with --cwd",
  ],
  [
    /no stack named '([^']+)' found/,
    "there is no stack $1. pulumi stack ls lists those that there are, pulumi stack init makes one",
  ],
  [
    /incorrect passphrase/,
    "the passphrase is wrong. Set PULUMI_CONFIG_PASSPHRASE (or _FILE) to the one that the stack was made with",
  ],
  [
    /passphrase must be set/,
    "the stack's passphrase is missing. Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE",
  ],
  [
    /PULUMI_ACCESS_TOKEN must be set/,
    "Pulumi isn't logged in. Run pulumi login, or pulumi login --local to keep the state on this machine; in CI set PULUMI_ACCESS_TOKEN or PULUMI_BACKEND_URL",
  ],
  [
    /Cannot find (?:module|package) '(pulumi-rainbond|@pulumi\/pulumi)/,
    "the package $1 isn't installed in the project. Run npm ci (or your package manager's install) there first",
  ],
];

/** What is printed beside the reason: Pulumi's warnings, and Node's word for any command that fails. */
const beside = /^(?:warning|Command failed): /;

/** One sentence for people about why a command of Pulumi failed: what is known of its text, else its own first error. */
export function explain(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const lines = text.split("\n").map((line) => shown(line));
  const error = lines.find((line) => /^error: (?!preview failed)/.test(line));
  const others = lines.filter((line) => line !== "");
  const first = error ?? others.find((line) => !beside.test(line)) ?? others[0] ?? "Pulumi ended without a word";
  return knownCause(text) ?? first.replace(/^error: /, "");
}

/** The cause that a text names, with what to do about it, if it is one that is known here. */
export function knownCause(text: string): string | undefined {
  for (const [pattern, words] of known) {
    const match = pattern.exec(text);
    if (match) return shown(words.replace("$1", match[1] ?? ""));
  }
  return undefined;
}
