import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startSimulator, type Simulator } from "../../simulator";
import { demoEntries } from "../../simulator/store/demo-entries";
import { SimulatorControl } from "../../simulator";
import type { Passage } from "./passage";
import { Onlooker } from "./server-view";
import type { AppArguments } from "./stack";

const storePath = "/store";
/** Simulated seconds a real second: a build and a start are over between two looks of a waiting provider. */
const speed = 100;

/** A model of the store, as a program names it. */
export interface Model {
  readonly appModelId: string;
  readonly version: string;
  /** What its components' names and images begin with. */
  readonly prefix: string;
}

/** A Rainbond with a team and a store, reached by the provider through a passage and by onlookers directly. */
export class Scene {
  readonly control: SimulatorControl;
  readonly onlooker: Onlooker;

  private constructor(
    private readonly simulator: Simulator,
    private readonly passage: Passage,
    private readonly file: string,
  ) {
    const { info } = simulator;
    passage.clear();
    passage.upstream = simulator.url;
    passage.token = info.adminToken;
    this.control = new SimulatorControl(simulator.url);
    this.onlooker = new Onlooker(simulator.url, info.adminToken, { teamId: this.teamId, regionName: info.regionName });
  }

  /**
   * Opens one behind the passage.
   * @param saved what an earlier one was saved as; else it is new, with the demo's model and others in the store
   */
  static async open(passage: Passage, folder: string, saved?: string): Promise<Scene> {
    const file = join(folder, "rainbond.json");
    if (saved === undefined) await rm(file, { force: true });
    else await writeFile(file, saved);
    const simulator = await startSimulator({ demo: true, speed, database: "sqlite", stateFile: file });
    const scene = new Scene(simulator, passage, file);
    if (saved === undefined) await scene.control.loadStore(storeEntries);
    return scene;
  }

  get storeKey(): string {
    return this.simulator.info.storeKey;
  }

  get teamId(): string {
    const { teamId } = this.simulator.info;
    if (teamId === undefined) throw new Error("the simulator opened no team");
    return teamId;
  }

  /** The arguments that install a model, from the store as it is seen through the passage. */
  declared({ appModelId, version }: Model): AppArguments {
    const { regionName, storeDomain } = this.simulator.info;
    const market = { marketUrl: this.passage.url + storePath, marketDomain: storeDomain };
    return { teamId: this.teamId, regionName, ...market, appModelId, appModelVersion: version };
  }

  /** Makes an app group as a person would. */
  async group(name: string): Promise<number> {
    const made = await this.onlooker.ask("POST", "/apps", { app_name: name, k8s_app: name });
    if (typeof made === "object" && made !== null && "ID" in made && typeof made.ID === "number") return made.ID;
    throw new Error(`the console made no app group ${name}`);
  }

  /** Installs a model as a person would, and waits until it runs. */
  async install(appId: number, model: Model): Promise<void> {
    const { marketUrl, marketDomain, appModelId, appModelVersion } = this.declared(model);
    await this.onlooker.ask("POST", `/apps/${appId}/install?is_deploy=true`, {
      market_url: marketUrl,
      market_domain: marketDomain,
      market_type: "rainstore",
      market_access_key: this.simulator.info.storeKey,
      app_model_id: appModelId,
      app_model_version: appModelVersion,
    });
    await this.settled();
  }

  /** Settles once every component runs. */
  async settled(): Promise<void> {
    const views = await this.onlooker.look();
    if (views.every(({ components }) => components.every(({ status }) => status === "running"))) return;
    await sleep(20);
    await this.settled();
  }

  /** What a later scene can begin with. */
  async saved(): Promise<string> {
    // Saving is done after a change, and this one changes nothing.
    await this.control.forgetRequests();
    return readFile(this.file, "utf8");
  }

  close(): Promise<void> {
    return this.simulator.close();
  }
}

const [guestbook] = demoEntries().models;
if (!guestbook) throw new Error("the demo has no model");

/** The model that every story of one app is about. */
export const demoModel: Model = { appModelId: guestbook.appModelId, version: "1.0", prefix: "guestbook" };

/** Other apps: none has an id of the demo's, or of another one's. */
const others = [0, 1, 2, 3, 4, 5].map((digit): Model => {
  return { appModelId: `f${digit}`.repeat(16), version: "1.0", prefix: `forum${digit}` };
});

const [neighbour, ...rest] = others;
if (!neighbour) throw new Error("there is no model for neighbours");

/** An app for neighbours, which no story's program declares. */
export const neighbourModel: Model = neighbour;

/** Five more apps. */
export const otherModels: readonly Model[] = rest;

const storeEntries = { ...demoEntries(), models: [guestbook, ...others.map(entryOf)] };

/** The demo's model under other ids and names. */
function entryOf({ appModelId, prefix }: Model): unknown {
  const digit = prefix.at(-1) ?? "";
  const text = JSON.stringify(guestbook)
    .replaceAll(demoModel.appModelId, appModelId)
    .replaceAll("7b0c4e5d9a1f4c2e8d6b3a5f0e9c1d24", `a${digit}`.repeat(16))
    .replaceAll("c3d9a8f1b2e7465098fd1c6b7a4e5f03", `b${digit}`.repeat(16))
    .replaceAll("Guestbook", `Forum ${digit}`)
    .replaceAll("guestbook", prefix);
  return JSON.parse(text);
}

/** The images that a model's version gives its components, sorted. */
export function imagesOf({ prefix, version }: Model): string[] {
  return ["db", "web"].map((part) => `registry.example/${prefix}/${part}:${version}`);
}
