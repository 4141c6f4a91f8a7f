import { mkdir, readFile, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CiRunner } from "./ci-runner";
import type { Project } from "./engine";
import { Forge } from "./forge";
import { storedApp } from "./installed-app";
import { demoArguments, marketAppProgram } from "./market-app-program";
import { Stage } from "./stage";

const root = resolve(__dirname, "..", "..");

/** What the server is made to be, and what the command that looks at it exits with. */
export const scenes = {
  clean: { status: null, down: false, code: 0 },
  drift: { status: "closed", down: false, code: 2 },
  down: { status: null, down: true, code: 1 },
} as const;
/** The name of one. */
export type Scene = keyof typeof scenes;

/** A project with an app in each of its stacks, a forge, and a runner of the examples for CI. */
export class CiStage {
  readonly runner: CiRunner;

  private constructor(
    readonly stage: Stage,
    readonly forge: Forge,
    readonly project: Project,
    token: string,
    /** The first component of each stack's app. */
    private readonly webIds: ReadonlyMap<string, string>,
  ) {
    this.runner = new CiRunner(project, forge, token);
  }

  static async open(...stacks: string[]): Promise<CiStage> {
    const token = "token-of-the-forge";
    const [stage, forge] = [await Stage.open(), await Forge.start(token)];
    const project = await stage.engine.program("shop", marketAppProgram(demoArguments(stage.info)));
    const bin = join(project.folder, "node_modules", ".bin");
    await mkdir(bin, { recursive: true });
    await symlink(join(root, "dist", "cli", "main.js"), join(bin, "pulumi-rainbond"));
    const webIds = new Map<string, string>();
    for (const name of stacks) {
      await project.init(name);
      expect(await project.up()).toMatchObject({ exitCode: 0 });
      webIds.set(name, (await storedApp(project)).outputs.serviceIds[0] ?? "");
    }
    return new CiStage(stage, forge, project, token, webIds);
  }

  async close(): Promise<void> {
    this.forge.close();
    await this.stage.close();
  }

  /** Makes the server look like this, to one stack. */
  async set(scene: Scene, stack = "prod"): Promise<void> {
    const { status, down } = scenes[scene];
    await this.stage.control.changeComponent(this.webIds.get(stack) ?? "", { status });
    const match = { method: "GET", path: "/openapi/v1/teams/*/services" };
    const response = { status: 500, body: { code: 10401, msg: "out of order", msg_show: "" } };
    await this.stage.control.setFaults(
      down ? [{ point: "console", match, times: 1000, effect: "respond", response }] : [],
    );
  }

  /** A file that a script wrote in the project's folder. */
  async written(file: string): Promise<string> {
    return readFile(join(this.project.folder, file), "utf8");
  }
}
