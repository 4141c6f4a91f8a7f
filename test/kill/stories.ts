import type { Fault } from "../../simulator";
import { PhaseNames, PlaceNames, type CallNames } from "./calls";
import { demoModel, neighbourModel, otherModels, type Model, type Scene } from "./scene";
import { declaredFirst, declaredThen, type DeclaredSettings } from "./settings";
import type { AppArguments, Declared, Operation } from "./stack";

/** A piece of the life of an app, or of several at once: what is there before, and the one operation that is disturbed. */
export interface Story {
  readonly name: string;
  /** How many apps the program declares; in a shared group each is another one. Default 1. */
  readonly apps?: number;
  /** True for apps in an app group that others use too. */
  readonly isShared?: boolean;
  /** The version that is installed, by an undisturbed `up`, before the story begins; undefined for none. */
  readonly installed?: string;
  /** Changes of the arguments that the story's operation, and the `up` after it, declare. */
  readonly declares?: AppArguments;
  /** The settings with which it is installed. */
  readonly settingsBefore?: DeclaredSettings;
  /** The settings that the story's operation, and the `up` after it, declare. */
  readonly settings?: DeclaredSettings;
  /** The version at the end. Default 1.0. */
  readonly version?: string;
  readonly operation: (declared: Declared) => Operation;
  /** What is armed while the operation runs. */
  readonly faults?: readonly Fault[];
  /** How the undisturbed operation ends. Default 0. */
  readonly exitCode?: number;
  /** True if the `up` that follows must look at the server first: a delete that was cut short leaves no trace in Pulumi's state. */
  readonly refreshes?: boolean;
}

const up = (declared: Declared): Operation => ({ kind: "up", declared });

const replacement = (declared: Declared): Operation => ({ kind: "up", declared, replace: true });

/** Every story of an app alone. */
export const stories: readonly Story[] = [
  { name: "install, own group", operation: up },
  { name: "install, shared group", isShared: true, operation: up },
  { name: "upgrade", installed: "1.0", version: "1.1", operation: up },
  {
    name: "recorded update",
    installed: "1.0",
    declares: { marketType: "recorded" },
    operation: (declared) => ({ kind: "up", declared, refresh: true }),
  },
  { name: "replacement, own group", installed: "1.0", operation: replacement, refreshes: true },
  { name: "replacement, shared group", isShared: true, installed: "1.0", operation: replacement, refreshes: true },
  { name: "uninstall", installed: "1.0", operation: () => ({ kind: "destroy" }), refreshes: true },
  {
    name: "failed install, orphan",
    operation: up,
    faults: [
      { point: "region.volumeOptions", times: 1, response: { status: 500, body: { code: 500, msg: "no volumes" } } },
    ],
    exitCode: 1,
  },
  { name: "install with settings", settings: declaredFirst, operation: up },
  {
    name: "settings changed",
    installed: "1.0",
    settingsBefore: declaredFirst,
    settings: declaredThen,
    operation: up,
  },
];

/** Every story of several apps at once. */
export const crowds: readonly Story[] = [
  { name: "twelve at once", apps: 12, operation: up },
  { name: "six in a shared group", apps: 6, isShared: true, operation: up },
];

/** The model of each app that a story's program declares, by the app's name. */
export function modelsOf({ apps = 1, isShared }: Story): Record<string, Model> {
  if (apps === 1) return { blog: demoModel };
  const models = [demoModel, ...otherModels];
  const modelOf = (index: number): Model => (isShared ? models[index] : undefined) ?? demoModel;
  return Object.fromEntries(Array.from({ length: apps }, (_, index) => [`app${index + 1}`, modelOf(index)]));
}

/** How the calls of a story's commands are named. */
export function namesFor({ apps = 1 }: Story): CallNames {
  return apps === 1 ? new PhaseNames() : new PlaceNames();
}

/** Puts the neighbours on the scene, and returns the app group that is to be shared, if the story has one. */
export async function setScene(story: Story, scene: Scene): Promise<number | undefined> {
  const appId = await scene.group("neighbour");
  // Beside an app with a group of its own: the same app, installed by somebody else. In the shared group: another app.
  await scene.install(appId, story.isShared ? neighbourModel : demoModel);
  return story.isShared ? appId : undefined;
}
