import { mkdir } from "node:fs/promises";
import { Driver } from "./driver";
import type { HostOptions } from "../host/dynamic-host";
import type { Expectation } from "./judge";
import { Passage } from "./passage";
import { imagesOf, Scene } from "./scene";
import type { Declared, Stack } from "./stack";
import { setScene, type Story } from "./stories";

/** A story's beginning: everything is in place, and its operation hasn't begun. */
export interface Beginning {
  /** The server. */
  readonly saved: string;
  /** The stack; to be copied. */
  readonly stack: Driver;
  /** What the story's operation declares. */
  readonly declared: Declared;
  readonly expected: Expectation;
}

/** A place where points are played one after the other: a passage, whose address every state there remembers, and the stories' beginnings. */
export class Stage {
  private readonly beginnings = new Map<Story, Promise<Beginning>>();

  private constructor(
    readonly passage: Passage,
    private readonly folder: string,
    private readonly options: HostOptions,
  ) {}

  static async open(folder: string, options: HostOptions = {}): Promise<Stage> {
    await mkdir(folder, { recursive: true });
    return new Stage(await Passage.open(), folder, options);
  }

  /** The story's beginning, made once by real operations. */
  beginning(story: Story): Promise<Beginning> {
    const known = this.beginnings.get(story) ?? this.begin(story);
    this.beginnings.set(story, known);
    return known;
  }

  /** A Rainbond as it was at the beginning. */
  scene({ saved }: Pick<Beginning, "saved">): Promise<Scene> {
    return Scene.open(this.passage, this.folder, saved);
  }

  close(): void {
    this.passage.close();
  }

  private async begin(story: Story): Promise<Beginning> {
    const scene = await Scene.open(this.passage, this.folder);
    const appId = await setScene(story, scene);
    const origin = await scene.onlooker.look();
    const environment = { RAINBOND_ENDPOINT: this.passage.url, RAINBOND_MARKET_ACCESS_KEY: scene.storeKey };
    const stack = new Driver({ ...this.options, environment });
    const given = appId === undefined ? {} : { appId };
    if (story.installed !== undefined) await this.install(stack, { ...scene.declared(story.installed), ...given });
    const version = story.version ?? "1.0";
    const beginning = {
      saved: await scene.saved(),
      stack,
      declared: { ...scene.declared(version), ...given, ...story.declares },
      expected: { origin, appId, images: imagesOf(version) },
    };
    await scene.close();
    return beginning;
  }

  /** Brings a stack to what is declared, while nothing disturbs it. */
  private async install(stack: Stack, declared: Declared): Promise<void> {
    const environment = { RAINBOND_TOKEN: this.passage.admit("beginning") };
    const { exitCode, text } = await stack.begin({ kind: "up", declared }, environment).outcome;
    if (exitCode !== 0) throw new Error(`nothing was disturbed, and yet: ${text}`);
  }
}
