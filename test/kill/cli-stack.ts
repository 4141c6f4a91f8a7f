import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Engine, type Project } from "../engine/engine";
import { declarePlugin } from "../engine/plugin-stage";
import { processesWith, type Process } from "../engine/processes";
import { urnOf, type Face } from "./faces";
import type { StackMaker } from "./stage";
import { usualTimeouts } from "./stack";
import type { Declared, Operation, Outcome, Running, Stack, StackState, Timeouts } from "./stack";

/** Names every process of a stack. */
const mark = "KILL_STACK";

/** A command of the real CLI. */
export interface CliRunning extends Running {
  /** Settles once it has printed the text. */
  shows(text: string): Promise<void>;
}

/** A stack of Pulumi's real engine: the CLI, its language host, a program and a provider process. */
export class CliStack implements Stack {
  private readonly id = randomUUID();

  private constructor(
    private readonly face: Face,
    private readonly engine: Engine,
    private readonly project: Project,
  ) {}

  /** Makes empty stacks whose programs declare apps through this face. */
  static maker(face: Face): StackMaker {
    return async (environment) => {
      const engine = await Engine.create({ ...environment, PULUMI_STACK: "dev" });
      const project = await projectOf(face, engine);
      await project.init("dev");
      return new CliStack(face, engine, project);
    };
  }

  /** Its state remembers an address, so it can only be copied for that one. */
  async copy(url: string): Promise<CliStack> {
    if (url !== this.engine.variables["RAINBOND_ENDPOINT"]) throw new Error("a real stack can't be moved");
    const engine = await Engine.create(this.engine.variables);
    const project = await projectOf(this.face, engine);
    for (const part of ["backend", join("kill", "Pulumi.dev.yaml")])
      await cp(join(this.engine.folder, part), join(engine.folder, part), { recursive: true });
    return new CliStack(this.face, engine, project);
  }

  /** The stack, if it is a real one. */
  static of(stack: Stack): CliStack {
    if (stack instanceof CliStack) return stack;
    throw new Error("the stack isn't a real one");
  }

  begin(operation: Operation, environment: NodeJS.ProcessEnv): CliRunning {
    const token = environment["RAINBOND_TOKEN"] ?? "";
    const child = this.start(operation, environment);
    const screen = child.then((one) => new Screen(one));
    return {
      outcome: screen.then((one) => one.outcome()),
      shows: async (text) => {
        await (await screen).shows(text);
      },
      killCli: async () => {
        await kill({ pid: (await child).pid ?? 0 });
      },
      killProvider: async () => {
        await Promise.all((await this.providersOf(token)).map(kill));
      },
      providerEnded: async () => {
        while ((await this.providersOf(token)).length > 0) await sleep(100);
      },
    };
  }

  async state(): Promise<StackState> {
    const { resources, pendingOperations } = await this.project.deployment();
    const apps = resources.filter(({ type }) => type === this.face.type);
    const entries = apps.map(({ urn, id = "", inputs, outputs, initErrors }) => {
      return [urn.slice(urnOf(this.face, "").length), { id, inputs, outputs, initErrors }] as const;
    });
    return { resources: Object.fromEntries(entries), pending: pendingOperations };
  }

  async isLocked(): Promise<boolean> {
    const locks = join(this.engine.folder, "backend", ".pulumi", "locks");
    const files = await readdir(locks, { recursive: true, withFileTypes: true }).catch(() => []);
    return files.some((file) => file.isFile());
  }

  async close(): Promise<void> {
    await Promise.all((await processesWith(`${mark}=${this.id}`)).map(kill));
    await this.engine.dispose();
  }

  private async start(operation: Operation, environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
    if ("declared" in operation) {
      const timeouts = operation.kind === "up" ? operation.timeouts : undefined;
      await this.project.rewrite(programOf(this.face, operation.declared, timeouts ?? usualTimeouts));
    }
    const child = spawn("pulumi", [...argumentsOf(this.face, operation), "--non-interactive", "--color", "never"], {
      cwd: this.project.folder,
      env: { ...this.engine.env, ...environment, [mark]: this.id },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    await once(child, "spawn");
    return child;
  }

  /** The provider processes of a run, which is told by its token. */
  private async providersOf(token: string): Promise<Process[]> {
    const ofRun = await processesWith(`RAINBOND_TOKEN=${token}`);
    return ofRun.filter(({ command }) => command.includes(this.face.process));
  }
}

async function projectOf(face: Face, engine: Engine): Promise<Project> {
  const project = await engine.program("kill", "");
  if (face.name === "plugin") await declarePlugin(project, "kill");
  return project;
}

function programOf({ module }: Face, declared: Declared, customTimeouts: Timeouts): string {
  return `
import * as rainbond from ${JSON.stringify(module)};
for (const [name, args] of Object.entries(${JSON.stringify(declared)}))
  new rainbond.MarketApp(name, args, { customTimeouts: ${JSON.stringify(customTimeouts)} });
`;
}

/** All apps of a program are worked on at once, as many as there are. */
const sideBySide = ["--parallel", "32"];

function argumentsOf(face: Face, operation: Operation): string[] {
  switch (operation.kind) {
    case "cancel":
      return ["cancel", "--yes"];
    case "destroy":
      return ["destroy", "--yes", "--skip-preview", ...sideBySide];
    case "preview":
      return ["preview", "--refresh", "--expect-no-changes", ...sideBySide];
    case "up": {
      const refresh = operation.refresh ? ["--refresh"] : [];
      const urns = operation.replace ? Object.keys(operation.declared).map((name) => urnOf(face, name)) : [];
      const replace = urns.flatMap((urn) => ["--replace", urn]);
      return ["up", "--yes", "--skip-preview", ...sideBySide, ...refresh, ...replace];
    }
  }
}

/** What a command prints. */
class Screen {
  private text = "";
  private readonly printed = new EventEmitter();

  constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        this.text += chunk;
        this.printed.emit("text");
      });
    }
  }

  async shows(text: string): Promise<void> {
    while (!this.text.includes(text)) await once(this.printed, "text");
  }

  /** Settles with the command itself: what it leaves behind may hold its pipes. */
  async outcome(): Promise<Outcome> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    await Promise.race([once(child, "close"), sleep(500)]);
    return { exitCode: child.exitCode, text: this.text };
  }
}

/** Kills a process, and settles once it is gone. */
async function kill({ pid }: { pid: number }): Promise<void> {
  try {
    process.kill(pid, "SIGKILL");
    while ((await stateOf(pid)) !== "Z") await sleep(5);
  } catch {
    // It is gone.
  }
}

/** A process that its parent hasn't buried yet is as good as gone. */
async function stateOf(pid: number): Promise<string> {
  const [, state = ""] = /^State:\s+(\S)/m.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
  return state;
}
