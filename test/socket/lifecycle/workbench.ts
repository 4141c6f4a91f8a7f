import { Mutex } from "async-mutex";
import { z } from "zod";
import { connect, consoleOver, SharedReads, type AppAddress, type WriteGate } from "../../../provider/console";
import { UnfinishedError } from "../../../provider/errors";
import { createMarketApp } from "../../../provider/lifecycle/market-app";
import type { Surroundings } from "../../../provider/lifecycle/surroundings";
import { marketAppState, type MarketAppInputs, type MarketAppState } from "../../../provider/model";
import { storeReader } from "../../../provider/store";
import { SimulatorControl, type LoggedRequest, type SimulatorOptions } from "../../../simulator";
import { Tenant, type Service } from "../simulator/tenant";
import { demoTemplate, loadModel } from "../simulator/templates";

const groupsSchema = z.array(z.object({ ID: z.number(), group_name: z.string() }));

const urn = "urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::blog";

/** The lifecycle on a simulator of its own: real sockets, and a clock that goes on, with the simulator's, only while the lifecycle sleeps. */
export class Workbench {
  /** What was said on resources' rows, without what is replaced by the next line. */
  readonly warnings: string[] = [];
  /** What is being done, line by line. */
  readonly progress: string[] = [];
  readonly control: SimulatorControl;
  /** One write at a time, as in a provider's process. */
  readonly #writes = new Mutex();
  readonly #locks = new Map<string, Promise<unknown>>();

  /** Milliseconds that the lifecycle has slept. */
  slept = 0;

  private constructor(readonly tenant: Tenant) {
    this.control = new SimulatorControl(tenant.simulator.url);
  }

  static async open(options: SimulatorOptions = {}): Promise<Workbench> {
    return new Workbench(await Tenant.start(0, options));
  }

  async close(): Promise<void> {
    await this.tenant.close();
  }

  /** What a program declares: the demo's oldest version in a group of its own. */
  inputs(changes: Partial<MarketAppInputs> = {}): MarketAppInputs {
    const { info } = this.tenant.simulator;
    return {
      teamId: info.teamId ?? "",
      regionName: info.regionName,
      appName: "blog-123456",
      appModelId: info.appModelId,
      appModelVersion: "1.0",
      marketUrl: info.storeUrl,
      marketDomain: info.storeDomain,
      marketAccessKey: info.storeKey,
      marketType: "rainstore",
      isDeploy: true,
      skipAwait: false,
      driftPolicy: {
        missing: "detect",
        version: "detect",
        settings: "detect",
        stopped: "detect",
        unhealthy: "warn",
        extra: "warn",
      },
      __rbUrn: urn,
      ...changes,
    };
  }

  /** The surroundings of one operation; `via` is the console's address where it isn't the simulator's own. */
  surroundings(changes: Partial<Surroundings> = {}, via = this.tenant.simulator.url): Surroundings {
    const { info } = this.tenant.simulator;
    const connection = connect({ endpoint: via, token: info.adminToken });
    const reads = new SharedReads(consoleOver(connection, (_, send) => send()));
    let writes = 0;
    const gate: WriteGate = (_, send) =>
      this.#writes.runExclusive(() => {
        writes += 1;
        reads.forget();
        return send();
      });
    return {
      urn,
      console: consoleOver(connection, gate),
      endpoint: via,
      writesSoFar: () => writes,
      store: storeReader(),
      ifSoon: (look) => look(),
      reads,
      clock: {
        now: () => this.slept,
        sleep: async (ms) => {
          this.slept += ms;
          await this.tenant.clock({ advance: ms / 1000 });
        },
      },
      progress: { doing: (text) => this.progress.push(text), warn: (text) => this.warnings.push(text) },
      defaultMarketAccessKey: undefined,
      timeoutMs: 30 * 60_000,
      deadline: this.slept + 30 * 60_000,
      alone: (group, work) => this.#alone(group, work),
      isAlive: () => false,
      hasOther: () => false,
      installsBefore: () => [],
      removals: new Set(),
      takenOver: new Set(),
      managerOf: () => undefined,
      claim: () => undefined,
      ...changes,
    };
  }

  /** The surroundings of one operation that may wait so long from now on. */
  limited(timeoutMs = 5 * 60_000, changes: Partial<Surroundings> = {}): Surroundings {
    return this.surroundings({ timeoutMs, deadline: this.slept + timeoutMs, ...changes });
  }

  /** The same, in which only the lifecycle's time goes on: what the console has under way stays so. */
  withoutSimulator(timeoutMs: number): Surroundings {
    const surroundings = this.limited(timeoutMs);
    const sleep = (ms: number): Promise<void> => {
      this.slept += ms;
      return Promise.resolve();
    };
    return { ...surroundings, clock: { ...surroundings.clock, sleep } };
  }

  /** Installs the app, as a first `pulumi up` does. */
  async create(
    changes: Partial<MarketAppInputs> = {},
    surroundings = this.surroundings({ urn: this.inputs(changes).__rbUrn }),
  ): Promise<MarketAppState> {
    return createMarketApp(this.inputs(changes), surroundings);
  }

  /** Makes an app group, and returns its number. */
  async newGroup(name: string): Promise<number> {
    return Number((await this.tenant.createApp(name)).split("/").at(-1));
  }

  /** Moves components to another app group, as a person can. */
  async moveTo(appId: number, serviceIds: readonly string[]): Promise<void> {
    for (const serviceId of serviceIds) await this.tenant.change(serviceId, { appId });
  }

  /** An app, of which a person moved the web page to another app group. */
  async withMoved(): Promise<{ state: MarketAppState; elsewhere: number; moved: string }> {
    const state = await this.create();
    const elsewhere = await this.newGroup("elsewhere");
    const moved = state.components.find(({ serviceCname }) => serviceCname === "Web")?.serviceId ?? "";
    await this.moveTo(elsewhere, [moved]);
    return { state, elsewhere, moved };
  }

  /** How often the console was asked to install something, since the last `forgetRequests`. */
  async installs(): Promise<number> {
    return (await this.writes()).filter(({ path }) => /\/install(\?|$)/.test(path)).length;
  }

  /** Arms a fault on the console's next install. */
  async faultOnInstall(effect: string, response?: unknown, after?: boolean): Promise<void> {
    const match = { method: "POST", path: "/openapi/*/install" };
    await this.tenant.fault({ point: "console", match, times: 1, effect, response, after });
  }

  /** Loads a model with other component keys than the demo's into the store, and returns its id. */
  async loadOtherModel(appModelId = "0123456789abcdef0123456789abcdef"): Promise<string> {
    const text = JSON.stringify(demoTemplate("1.0"))
      .replace(/7b0c4e5d/g, "aaaaaaaa")
      .replace(/c3d9a8f1/g, "bbbbbbbb");
    await loadModel(this.tenant, appModelId, { "1.0": JSON.parse(text) as unknown });
    return appModelId;
  }

  /** The path of an app group below `/openapi/v1`. */
  path(appId: number): string {
    return `${this.tenant.region}/apps/${appId}`;
  }

  async services(appId: number): Promise<Service[]> {
    return this.tenant.services(this.path(appId));
  }

  /** The names of the team's app groups. */
  async groups(): Promise<string[]> {
    return (await this.#groups()).map((group) => group.group_name);
  }

  /** The numbers of the team's app groups. */
  async appIds(): Promise<number[]> {
    return (await this.#groups()).map((group) => group.ID);
  }

  /** The requests to the console that may have changed something, since the last `forgetRequests`. */
  async writes(): Promise<LoggedRequest[]> {
    const requests = await this.control.requests();
    return requests.filter(({ method, path }) => method !== "GET" && path.startsWith("/openapi/"));
  }

  async #groups(): Promise<z.infer<typeof groupsSchema>> {
    const { json } = await this.tenant.call("GET", `${this.tenant.region}/apps`);
    return groupsSchema.parse(json);
  }

  async #alone<Result>({ appId }: AppAddress, work: () => Promise<Result>): Promise<Result> {
    const before = this.#locks.get(String(appId)) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#locks.set(
      String(appId),
      turn.catch(() => undefined),
    );
    return turn;
  }
}

/** What Pulumi keeps of an operation that fails half-way. */
export async function unfinished(work: Promise<unknown>): Promise<MarketAppState> {
  const thrown: unknown = await work.catch((error: unknown) => error);
  if (!(thrown instanceof UnfinishedError)) throw new Error(`expected an unfinished operation, not ${String(thrown)}`);
  return marketAppState.parse(thrown.state);
}
