/**
 * A Rainbond on loopback for tests: `import { startSimulator } from "pulumi-rainbond/simulator"`.
 * @module pulumi-rainbond/simulator
 */
import type { Server } from "node:http";
import { Clock } from "./cluster/clock";
import { admin } from "./console/call/authentication";
import { Console } from "./console/console";
import type { DatabaseModel } from "./console/call/database";
import { addTeam } from "./console/teams/teams";
import { Control, type SimulatorInfo } from "./control/control";
import { SimulatorControl } from "./control/simulator-control";
import { listen, serve } from "./server/listener";
import { RequestLog } from "./server/request-log";
import { demoEntries } from "./store/demo-entries";
import { readTemplateFile } from "./store/template-file";
import { storePath } from "./store/store-endpoints";
import { proveWritable, readSaved, restore, save } from "./state/saved-state";
import { World } from "./world";

export { databaseModels } from "./console/call/database";
export type { DatabaseModel } from "./console/call/database";
export type {
  BehindFault,
  ClockChange,
  ComponentChange,
  ConsoleFault,
  DatabaseChange,
  Fault,
  FaultAnswer,
  FaultMatch,
  FaultPoint,
  LockFault,
  RegionChange,
  RollbackFault,
  RuleChange,
} from "./control/changes";
export type { SimulatorInfo } from "./control/control";
export { SimulatorControl } from "./control/simulator-control";
export type { Visit } from "./control/simulator-control";
export type { LoggedRequest } from "./server/request-log";

/** How the simulator starts. */
export interface SimulatorOptions {
  /** Default 0: any free port of 127.0.0.1; no other address is ever bound. */
  port?: number;
  /** Simulated seconds a real second, default 1: a build takes 4 of them, a start 3, a stop 2. 0: time stands still until `PUT /simulator/clock`. */
  speed?: number;
  /** Real milliseconds that every call to console and store takes in addition; default 0. */
  latencyMs?: number;
  /**
   * What the console keeps its data in, default `sqlite`: a write that overlaps an earlier one fails there with `database is locked`, and an
   * install that does so may leave components behind. On `mysql` writes never meet a lock.
   */
  database?: DatabaseModel;
  /** Real milliseconds that a write takes for itself and for each component it makes or deletes, default 3. */
  writeMs?: number;
  /** What the first install that meets the lock leaves: 0 (default) none of its components, 1 one, 2 all; the next ones take turns. */
  lockSeed?: number;
  /** Files with templates as a store exports them; each becomes a model whose id is its `group_key`. */
  templateFiles?: readonly string[];
  /** A file that keeps the state between runs: read at the start if it exists, written after every change. */
  stateFile?: string;
  /** Default false; true opens a team named "demo" in the main region and loads the demo templates in the store. */
  demo?: boolean;
}

/** A running simulator, with its controls. */
export interface Simulator extends SimulatorControl {
  /** The URL under which its store is a market. */
  readonly storeUrl: string;
  /** What `GET /simulator/info` answers now. */
  readonly info: SimulatorInfo;
  /** Ends all connections and frees the port. */
  close(): Promise<void>;
}

/** A running simulator with the demo. */
export interface DemoSimulator extends Simulator {
  /** The demo's team is named even after a reset has closed it. */
  readonly info: SimulatorInfo & {
    /** The team's id. */
    teamId: string;
  };
}

/**
 * Starts a Rainbond of its own on loopback: console, app store and cluster in this process. Fails if the port is taken, or if the state or a
 * template can't be read, or the state not be written. What ends the test closes it.
 * @example
 * ```ts
 * import { startSimulator } from "pulumi-rainbond/simulator";
 *
 * async function test(): Promise<void> {
 *   const simulator = await startSimulator({ demo: true, speed: 50 });
 *   await simulator.close();
 * }
 * ```
 */
export function startSimulator(options: SimulatorOptions & { demo: true }): Promise<DemoSimulator>;
export function startSimulator(options?: SimulatorOptions): Promise<Simulator>;
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  return await start(options);
}

async function start(options: SimulatorOptions): Promise<Simulator> {
  const { port = 0, speed = 1, demo = false, latencyMs = 0, templateFiles = [], stateFile } = options;
  const { database, writeMs, lockSeed } = options;
  const templates = templateFiles.map(readTemplateFile);
  const saved = stateFile === undefined ? undefined : readSaved(stateFile);
  if (stateFile !== undefined) proveWritable(stateFile);
  const { server, url } = await listen(port);
  const world = new World(new Clock(speed, saved?.now));
  world.database.set({ model: database, writeMs, seed: lockSeed });
  const log = new RequestLog();
  if (saved !== undefined) restore(world, saved);
  const teamId = demo ? openDemo(world, new URL(url).port) : undefined;
  for (const model of templates) world.store.add(model);
  const control = new Control(world, log, url, teamId);
  const afterChange = (): void => {
    if (stateFile !== undefined) saveOrWarn(world, stateFile);
  };
  serve(server, { world, console: new Console(world), control, log, latencyMs, afterChange });
  const info = (): SimulatorInfo => ({ ...control.info(), ...(teamId === undefined ? {} : { teamId }) });
  return new RunningSimulator(url, { info, server, world });
}

/** What runs a simulator. */
interface Works {
  readonly info: () => SimulatorInfo;
  readonly server: Server;
  readonly world: World;
}

class RunningSimulator extends SimulatorControl implements Simulator {
  readonly storeUrl: string;
  readonly #works: Works;

  constructor(url: string, works: Works) {
    super(url);
    this.storeUrl = url + storePath;
    this.#works = works;
  }

  get info(): SimulatorInfo {
    return this.#works.info();
  }

  close(): Promise<void> {
    const { server, world } = this.#works;
    return new Promise((resolve) => {
      // What still waits for simulated time to pass goes on to its end.
      world.clock.run(0);
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  }
}

/** The call that made the change fails where it can't be saved, but its answer has no place for the reason. */
function saveOrWarn(world: World, stateFile: string): void {
  try {
    save(world, stateFile);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** Returns the id of the demo's team, which may be there from an earlier run; its apps' addresses lead to this port. */
function openDemo(world: World, port: string): string {
  const known = world.state.teams.first((team) => team.alias === "demo");
  if (known !== undefined) return known.teamId;
  world.store.load(demoEntries());
  const [mainRegion] = world.state.regions.all();
  if (mainRegion !== undefined) mainRegion.httpDomain = `apps.localhost:${port}`;
  return addTeam(world, "demo", mainRegion === undefined ? [] : [mainRegion.name], admin).teamId;
}
