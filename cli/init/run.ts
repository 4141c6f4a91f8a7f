import { existsSync, readdirSync } from "node:fs";
import { relative, resolve } from "node:path";
import { messageOf, RainbondError } from "../../provider/errors";
import { shown } from "../../provider/screen";
import { print } from "../terminal/print";
import { inShell, type Command } from "../terminal/shell";
import { projectNameFor } from "../project/project-files";
import { writeAll } from "../project/written";
import { linkTo } from "../inventory/link";
import { shownOnTerminal } from "../terminal/shown-on-terminal";
import { answersTo, type Answers, type Given } from "./answers";
import { filesOf } from "./project";
import { questionsHere, type Questions } from "./questions";

/** Where the project goes, and what is given of it beforehand. */
export interface InitOptions extends Given {
  readonly folder: string;
  readonly name?: string;
  readonly stack: string;
}

/** Writes the project and says the commands that install it; returns the exit code: 0 if it is written. */
export async function runInit(options: InitOptions): Promise<number> {
  return shownOnTerminal(async (status) => {
    const outcome = await init(options, process.env, questionsHere(status));
    status.end();
    await print(process.stdout, outcome);
    return 0;
  });
}

/** Writes the project, and returns what to say of it. Nothing is written where an answer is wrong. */
export async function init(options: InitOptions, environment: NodeJS.ProcessEnv, ask: Questions): Promise<string> {
  const { folder, stack } = options;
  refuseFilled(folder);
  const project = options.name ?? projectNameFor(folder);
  refuseIllegal("--name", project);
  refuseIllegal("--stack", stack);
  const link = linkTo(environment);
  const answers = await answersTo(options, link, link, ask);
  writeAll(folder, filesOf({ project, stack, endpoint: link.endpoint }, answers), "folder");
  return outcomeOf(options, answers, environment);
}

/** A project that is there is somebody's; a repository that holds nothing yet is an empty folder, as to `pulumi new`. */
function refuseFilled(folder: string): void {
  const there = existsSync(folder) ? contentOf(folder).filter((name) => name !== ".git") : [];
  if (there.length === 0) return;
  throw new RainbondError(
    `${folder} isn't an empty folder: it holds ${there.slice(0, 3).join(", ")}${there.length > 3 ? " and more" : ""}. Nothing was written. Name a new one`,
  );
}

function contentOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (thrown) {
    throw new RainbondError(`can't write into ${folder}: ${messageOf(thrown)}`);
  }
}

function refuseIllegal(option: string, name: string): void {
  if (/^[A-Za-z0-9_.-]{1,100}$/.test(name)) return;
  throw new RainbondError(`${option}: "${name}" must be letters, digits, _, . and -, at most 100`);
}

/** What the project needs and doesn't hold. */
const kept = ["RAINBOND_TOKEN", "RAINBOND_TOKEN_FILE", "RAINBOND_MARKET_ACCESS_KEY"];

function outcomeOf(
  { folder, stack }: InitOptions,
  { modelName, appModelVersion, doubts }: Answers,
  environment: NodeJS.ProcessEnv,
): string {
  const way = relative(process.cwd(), resolve(folder));
  const given = kept.filter((name) => environment[name]).join(" and ");
  const commands: Command[] = [
    ...(way === "" ? [] : [["cd", way] as const]),
    ["npm", "install"],
    ["pulumi", "stack", "init", stack],
    ["pulumi", "up"],
  ];
  return [
    `A project that installs ${shown(modelName)} ${shown(appModelVersion)} is in ${folder}.`,
    ...doubts.map((doubt) => `It may fail: ${shown(doubt)}.`),
    "To install the app, run:",
    "",
    ...commands.map((command) => `  ${inShell(command)}`),
    "",
    `Keep ${given} set for that: neither the token nor the store's key is in the project.`,
    "",
  ].join("\n");
}
