import { mkdtempSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Expectation } from "./judge";
import { Passage } from "./passage";
import { imagesOf, Scene, type Model } from "./scene";
import type { AppArguments, Declared, Stack } from "./stack";
import { modelsOf, setScene, type Story } from "./stories";

/** A story's beginning: everything is in place, and its operation hasn't begun. */
export interface Beginning {
  readonly story: Story;
  /** Where Rainbond is reached: server and stack remember it. */
  readonly url: string;
  /** The server. */
  readonly saved: string;
  /** The stack; to be copied. */
  readonly stack: Stack;
  /** What the story's operation declares. */
  readonly declared: Declared;
  readonly expected: Expectation;
}

/** Makes an empty stack whose commands have these variables. */
export type StackMaker = (environment: NodeJS.ProcessEnv) => Promise<Stack>;

/** A place where points are played one after the other, with a passage of its own. */
export class Stage {
  private constructor(
    readonly passage: Passage,
    private readonly folder: string,
  ) {}

  static async open(folder: string): Promise<Stage> {
    await mkdir(folder, { recursive: true });
    return new Stage(await Passage.open(), folder);
  }

  /** A Rainbond as it was at the beginning. */
  scene({ saved }: Pick<Beginning, "saved">): Promise<Scene> {
    return Scene.open(this.passage, this.folder, saved);
  }

  /** Makes a story's beginning by real operations. */
  async begin(story: Story, makeStack: StackMaker): Promise<Beginning> {
    const scene = await Scene.open(this.passage, this.folder);
    const appId = await setScene(story, scene);
    const origin = await scene.onlooker.look();
    const { url } = this.passage;
    const stack = await makeStack({ RAINBOND_ENDPOINT: url, RAINBOND_MARKET_ACCESS_KEY: scene.storeKey });
    const given = appId === undefined ? {} : { appId };
    const models = (version: string): [string, Model][] =>
      Object.entries(modelsOf(story)).map(([name, model]) => [name, { ...model, version }]);
    const declare = (version: string, more: AppArguments = {}): Declared =>
      Object.fromEntries(
        models(version).map(([name, model]) => [name, { ...scene.declared(model), ...given, ...more }]),
      );
    if (story.installed !== undefined)
      await this.install(stack, declare(story.installed, withSettings(story.settingsBefore)));
    const version = story.version ?? "1.0";
    const declared = declare(version, { ...story.declares, ...withSettings(story.settings) });
    const images = Object.fromEntries(models(version).map(([name, model]) => [name, imagesOf(model)]));
    const saved = await scene.saved();
    await scene.close();
    return { story, url, saved, stack, declared, expected: { origin, appId, images, settings: story.settings } };
  }

  /** A folder for temporary files that no other command uses, so that nothing there tells one run of another: each is on a machine of its own. */
  newMachine(): string {
    return mkdtempSync(join(this.folder, "m"));
  }

  close(): void {
    this.passage.close();
  }

  /** Brings a stack to what is declared, while nothing disturbs it. */
  private async install(stack: Stack, declared: Declared): Promise<void> {
    const environment = { RAINBOND_TOKEN: this.passage.admit("beginning") };
    const { exitCode, text } = await stack.begin({ kind: "up", declared }, environment).outcome;
    if (exitCode !== 0) throw new Error(`nothing was disturbed, and yet: ${text}`);
  }
}

function withSettings(settings: Story["settings"]): AppArguments {
  return settings === undefined ? {} : { settings };
}
