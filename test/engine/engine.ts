import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { transform } from "esbuild";
import { z } from "zod";
import type { CommandOptions, Outcome } from "../../tools/command";
import { runCommand } from "../../tools/command";
import type { Deployment } from "./deployment";
import { parseDeployment } from "./deployment";
import { normalizeTerminalText } from "./terminal-text";

const root = resolve(__dirname, "..", "..");
const pulumiPackage = join(root, "node_modules", "@pulumi", "pulumi");
/** Options of Node that make the CLI's commands cost half. */
export const leanOptions = `--require ${JSON.stringify(join(__dirname, "lean.cjs"))}`;

/** The program of a project whose source was translated before. */
const translated = "index.js";
const outputsSchema = z.record(z.string(), z.unknown());

/** A Pulumi of a test's own: home, backend and projects lie in one folder. Inside the checkout, programs find the checkout's packages. */
export class Engine {
  private constructor(
    /** Absolute path of the folder that holds everything. */
    readonly folder: string,
    /** Variables that every command gets beside the test's own; those without a value are taken away. */
    readonly variables: NodeJS.ProcessEnv,
  ) {}

  /** @param parent the folder to make its own in; default: one inside the checkout */
  static async create(variables: NodeJS.ProcessEnv = {}, parent = folderInCheckout()): Promise<Engine> {
    await mkdir(parent, { recursive: true });
    const folder = await mkdtemp(join(parent, "engine-"));
    await mkdir(join(folder, "backend"));
    return new Engine(folder, variables);
  }

  /** The environment of this engine's commands. */
  get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(this.folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      NODE_OPTIONS: leanOptions,
      PATH: [process.env["PATH"], pulumiPackage].join(delimiter),
      ...this.variables,
    };
  }

  /** Copies one of `examples/` here. */
  async example(name: string): Promise<Project> {
    const folder = join(this.folder, name);
    await cp(join(root, "examples", name), folder, {
      recursive: true,
      filter: (path) => !/node_modules|Pulumi\.[^.]+\.yaml$/.test(path),
    });
    return new Project(this, folder);
  }

  /**
   * Writes a project with this program, translated, so that its commands don't load the compiler; one of the same name is replaced. The examples
   * run as they are.
   */
  async program(name: string, source: string): Promise<Project> {
    const folder = join(this.folder, name);
    await mkdir(folder, { recursive: true });
    const runtime = { name: "nodejs", options: { typescript: false } };
    await writeFile(join(folder, "Pulumi.yaml"), JSON.stringify({ name, runtime }));
    await writeFile(join(folder, "package.json"), JSON.stringify({ name, private: true, main: translated }));
    const project = new Project(this, folder, translated);
    await project.rewrite(source);
    return project;
  }

  /** Removes the folder. */
  async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

function folderInCheckout(): string {
  return join(root, ".tmp", process.env["PULUMI_RAINBOND_RUN"]?.split(" ").at(-1) ?? "by-hand");
}

/** A Pulumi project of a test, worked on by the real CLI. */
export class Project {
  constructor(
    private readonly engine: Engine,
    /** Absolute path of the folder with the `Pulumi.yaml`. */
    readonly folder: string,
    private readonly main = "index.ts",
  ) {}

  /** The environment of the project's commands. */
  get env(): NodeJS.ProcessEnv {
    return this.engine.env;
  }

  /** Makes a stack, selects it and sets its plain configuration. */
  async init(stack: string, config: Record<string, string> = {}): Promise<void> {
    await this.succeed(["stack", "init", stack]);
    await this.configure(config);
  }

  async configure(config: Record<string, string>): Promise<void> {
    const settings = Object.entries(config).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
    if (settings.length > 0) await this.succeed(["config", "set-all", ...settings]);
  }

  /** Replaces the program. */
  async rewrite(source: string): Promise<void> {
    const text = this.main === translated ? (await transform(source, { loader: "ts", format: "cjs" })).code : source;
    await writeFile(join(this.folder, this.main), text);
  }

  /** Runs `pulumi` in the project, without colours and questions, whatever exit code it ends with. */
  async pulumi(args: string[], options: Partial<CommandOptions> = {}): Promise<Outcome> {
    return runCommand("pulumi", [...args, "--non-interactive", "--color", "never"], {
      ...options,
      cwd: this.folder,
      env: { ...this.engine.env, ...options.env },
    });
  }

  async up(...args: string[]): Promise<Outcome> {
    return this.pulumi(["up", "--yes", "--skip-preview", ...args]);
  }

  async destroy(...args: string[]): Promise<Outcome> {
    return this.pulumi(["destroy", "--yes", "--skip-preview", ...args]);
  }

  /** What `pulumi preview --refresh --expect-no-changes` says: exit code 7 when there are changes. */
  async driftPreview(...args: string[]): Promise<Outcome> {
    return this.pulumi(["preview", "--refresh", "--expect-no-changes", ...args]);
  }

  async outputs(): Promise<Record<string, unknown>> {
    return outputsSchema.parse(JSON.parse(await this.succeed(["stack", "output", "--json", "--show-secrets"])));
  }

  async deployment(): Promise<Deployment> {
    return parseDeployment(await this.succeed(["stack", "export"]));
  }

  /** Everything a person would see of an outcome, comparable from run to run. */
  screen({ exitCode, stdout, stderr }: Outcome): string {
    return normalizeTerminalText(`exit code ${exitCode ?? "none"}\n${stdout}${stderr}`, this.engine.folder);
  }

  /** Runs `pulumi` and returns what it printed; fails unless it exits 0. */
  private async succeed(args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.pulumi(args);
    if (exitCode !== 0)
      throw new Error(`pulumi ${args.join(" ")} exited ${exitCode ?? "by a signal"}:\n${stdout}${stderr}`);
    return stdout;
  }
}
