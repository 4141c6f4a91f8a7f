import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { LocalWorkspace, PulumiCommand, Stack, type EngineEvent, type Workspace } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { projectFolder } from "../../provider/configuration/project-folder";
import { engineApart } from "./engine-apart";
import { reachesResources } from "../drift/engine-events";
import { explain } from "./failure";

/** The oldest CLI whose events are known to be right: the SDK's that this package asks for. */
const oldestCli = "3.220.0";
/** Bytes of a state: a resource takes some kilobytes. */
const longestState = 1024 ** 3;
/** How long an interrupted look may still wait for a server. */
const lastWaitMs = 3_000;

/** What a refresh preview of one stack showed. */
export interface Look {
  readonly events: readonly EngineEvent[];
  /** Why it didn't end well, ready for people; `undefined` if it did. */
  readonly failure: string | undefined;
}

/** A Pulumi project in a folder, looked at without changing anything: neither a state nor which stack is selected. */
export class PulumiProject {
  private constructor(
    private readonly workspace: Workspace,
    private readonly settings: Settings | undefined,
  ) {}

  /** The project's name; `null` if it has none that can be read. */
  get name(): string | null {
    return this.settings?.name ?? null;
  }

  /** The folder that it is in. */
  get folder(): string {
    return this.workspace.workDir;
  }

  /** What runs its program, such as `nodejs`. */
  get runtime(): string | undefined {
    return this.settings?.runtime;
  }

  /** Where its program is, from its folder. */
  get main(): string {
    return this.settings?.main ?? ".";
  }

  /** Opens the project. Fails with a message for people where there is no folder, no Pulumi CLI, or too old a one. */
  static async open(folder: string): Promise<PulumiProject> {
    if (!existsSync(folder)) throw new Error(`--cwd: there is no folder ${folder}`);
    const pulumiCommand = await findCli();
    // The provider refuses everything that writes: a look must never change a server.
    // A preview refuses to be confirmed beforehand, as CI often has it.
    const envVars = { RAINBOND_READ_ONLY: "true", PULUMI_SKIP_CONFIRMATIONS: "false" };
    const workspace = await LocalWorkspace.create({ workDir: projectFolder(folder), pulumiCommand, envVars });
    return new PulumiProject(workspace, await settingsIn(workspace));
  }

  /** The name of the stack that is selected in the folder. */
  async selectedStack(): Promise<string> {
    const selected = await this.workspace.stack().catch((thrown: unknown) => {
      throw new Error(explain(thrown));
    });
    if (selected) return selected.name;
    throw new Error(
      "no stack is selected in this folder: name one with --stack, run pulumi stack select, or make one by pulumi stack init",
    );
  }

  /** The names of its stacks. */
  async stackNames(): Promise<readonly string[]> {
    const stacks = await this.workspace.listStacks().catch((thrown: unknown) => {
      throw new Error(explain(thrown));
    });
    return stacks.map(({ name }) => name);
  }

  /** What `pulumi stack export` prints of a stack: secrets stay encrypted, so no passphrase is needed. */
  async exported(stack: string): Promise<string> {
    const args = ["stack", "export", "--stack", stack, "--non-interactive"];
    try {
      const options = { cwd: this.workspace.workDir, maxBuffer: longestState };
      return (await promisify(execFile)("pulumi", args, options)).stdout;
    } catch (thrown) {
      throw new Error(`stack ${stack}: ${explain(thrown)}`);
    }
  }

  /** Runs `pulumi refresh --preview-only`, which reads every resource, takes no lock and writes nothing. */
  async previewRefresh(stack: string, signal: AbortSignal): Promise<Look> {
    const events: EngineEvent[] = [];
    // The engine ends what it is at after one signal, and at once after two: that may take long only where a server is silent.
    const insist = (): void => {
      if (reachesResources(events)) signal.dispatchEvent(new Event("abort"));
    };
    signal.addEventListener("abort", () => setTimeout(insist, lastWaitMs).unref(), { once: true });
    try {
      const selected = await Stack.select(stack, withoutSelecting(this.workspace));
      await selected.previewRefresh({ onEvent: (event) => events.push(event), signal });
      return { events, failure: undefined };
    } catch (thrown) {
      return { events, failure: signal.aborted ? "interrupted before it ended" : explain(thrown) };
    }
  }
}

/** What is known of the project by its own file. */
const settings = z.object({
  name: z.string(),
  runtime: z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]).optional(),
  main: z.string().optional(),
});
type Settings = z.output<typeof settings>;

async function settingsIn(workspace: Workspace): Promise<Settings | undefined> {
  return settings.safeParse(await workspace.projectSettings().catch(() => undefined)).data;
}

async function findCli(): Promise<PulumiCommand> {
  const command = await PulumiCommand.get({ skipVersionCheck: true }).catch((thrown: unknown) => {
    throw new Error(explain(thrown));
  });
  if (command.version === null || command.version.compare(oldestCli) >= 0) return engineApart(command);
  throw new Error(
    `the Pulumi CLI is version ${command.version.version}; its refresh previews can be read from ${oldestCli} on. Install a newer one`,
  );
}

/** `Stack.select` runs `pulumi stack select`, and the user's next command would work on another stack than the one before. */
function withoutSelecting(workspace: Workspace): Workspace {
  return new Proxy(workspace, {
    get: (target, key): unknown => (key === "selectStack" ? () => Promise.resolve() : Reflect.get(target, key, target)),
  });
}
