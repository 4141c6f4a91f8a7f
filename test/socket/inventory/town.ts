import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { startSimulator, type DemoSimulator } from "../../../simulator";
import { SimulatorControl, type LoggedRequest } from "../../../simulator";
import { call } from "../simulator/client";
import { demoTemplate, modelOf } from "../simulator/templates";

const componentsSchema = z.array(
  z.object({
    serviceId: z.string(),
    teamId: z.string(),
    regionName: z.string(),
    appId: z.number(),
    groupId: z.number(),
  }),
);
const madeSchema = z.object({ ID: z.number() });

/** The second model of the store, with other component keys than the demo's. */
export const otherModel = "0123456789abcdef0123456789abcdef";
/** A model that the store doesn't show under the id that the console asks for, like one that was withdrawn. */
export const withdrawnModel = "withdrawn-model";

/** An app group of a team in a region. */
export interface Place {
  readonly teamId: string;
  readonly regionName: string;
}

/** A simulator with whole teams in it, made by hand; its own state is a file that tests compare with. */
export class Town {
  readonly control: SimulatorControl;

  private constructor(
    readonly simulator: DemoSimulator,
    private readonly folder: string,
  ) {
    this.control = new SimulatorControl(simulator.url);
  }

  /** An empty one, in which time stands still. */
  static async open(): Promise<Town> {
    const folder = await mkdtemp(join(tmpdir(), "town-"));
    const stateFile = join(folder, "state.json");
    const town = new Town(
      await startSimulator({ demo: true, speed: 0, database: "mysql", writeMs: 0, stateFile }),
      folder,
    );
    const { storeKey: accessKey, storeDomain: domain } = town.simulator.info;
    const otherText = JSON.stringify(demoTemplate("1.0"))
      .replace(/7b0c4e5d/g, "aaaaaaaa")
      .replace(/c3d9a8f1/g, "bbbbbbbb");
    const other = modelOf(otherModel, { "1.0": JSON.parse(otherText) as unknown });
    const withdrawn = modelOf(withdrawnModel, { "1.0": demoTemplate("1.0") });
    await town.control.loadStore({ accessKey, domain, models: [other, withdrawn] });
    return town;
  }

  async close(): Promise<void> {
    await this.simulator.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The variables with which a command reaches it. */
  get environment(): Record<string, string> {
    const { adminToken, storeKey } = this.simulator.info;
    return {
      RAINBOND_ENDPOINT: this.simulator.url,
      RAINBOND_TOKEN: adminToken,
      RAINBOND_MARKET_ACCESS_KEY: storeKey,
    };
  }

  /** Calls the console's own API, as a person would; fails unless it answers 2xx, or as the call is expected to. */
  async ask(method: string, path: string, body?: unknown, expected = 200): Promise<unknown> {
    const answer = await call(this.simulator, method, path, body);
    if (answer.status > 299 && answer.status !== expected) throw new Error(`${method} ${path}: ${answer.text}`);
    return answer.json;
  }

  /** Opens a team in both regions. */
  async openTeam(alias: string): Promise<string> {
    const made = await this.ask("POST", "/teams", { tenant_name: alias, region: "rainbond" });
    const { tenant_id: teamId } = z.object({ tenant_id: z.string() }).parse(made);
    await this.ask("POST", `/teams/${teamId}/regions`, { region: "other" });
    return teamId;
  }

  /** Makes an app group and returns its number. */
  async makeGroup({ teamId, regionName }: Place, name: string, note = ""): Promise<number> {
    const body = { app_name: name, app_note: note };
    return madeSchema.parse(await this.ask("POST", `/teams/${teamId}/regions/${regionName}/apps`, body)).ID;
  }

  /** Installs version 1.0 of a model, by default the demo's, and builds it unless the query is empty. */
  async install(
    place: Place,
    appId: number,
    appModelId?: string,
    query = "?is_deploy=true",
    status = 200,
  ): Promise<void> {
    const { info } = this.simulator;
    const body = {
      market_url: info.storeUrl,
      market_domain: info.storeDomain,
      market_type: "rainstore",
      market_access_key: info.storeKey,
      app_model_id: appModelId ?? info.appModelId,
      app_model_version: "1.0",
    };
    await this.ask("POST", `${pathOf(place, appId)}/install${query}`, body, status);
  }

  /** Leaves in the group what an install leaves that met the lock of the console's database. */
  async leave(place: Place, appId: number, shape: "one" | "all"): Promise<void> {
    await this.control.setFaults([{ point: "database.installRollback", times: 1, shape }]);
    await this.install(place, appId, undefined, "?is_deploy=true", 400);
  }

  /** Installs from the console's own library. */
  async installLocal(place: Place, appId: number): Promise<void> {
    const { apps } = demoTemplate("1.0");
    const made = await this.ask("POST", "/app_model", { app_name: "Local", version: "1.0", apps });
    const { app_id: groupKey } = z.object({ app_id: z.string() }).parse(made);
    const body = { app_id: appId, deploy_type: "ram", action: "deploy", group_key: groupKey, group_version: "1.0" };
    await this.ask("POST", `/teams/${place.teamId}/regions/${place.regionName}/app-model/deploy`, body);
  }

  /** Lets all that is under way come to its end. */
  async settle(): Promise<void> {
    await this.ask("PUT", "/simulator/clock", { advance: 120 });
  }

  async stop(place: Place, appId: number): Promise<void> {
    const service_ids = (await this.components()).filter((one) => one.appId === appId).map((one) => one.serviceId);
    await this.ask("POST", `${pathOf(place, appId)}/operations`, { action: "stop", service_ids });
    await this.settle();
  }

  /** Every component on the console, by its own state. */
  async components(): Promise<z.infer<typeof componentsSchema>> {
    const state: unknown = JSON.parse(await readFile(join(this.folder, "state.json"), "utf8"));
    const tables = z.object({ tables: z.object({ components: componentsSchema }) }).parse(state).tables;
    return tables.components;
  }

  /** The requests to the console that may have changed something, since the last `forgetRequests`. */
  async writes(): Promise<LoggedRequest[]> {
    const requests = await this.control.requests();
    return requests.filter(({ method, path }) => method !== "GET" && path.startsWith("/openapi/"));
  }
}

/** The path of an app group below `/openapi/v1`. */
export function pathOf({ teamId, regionName }: Place, appId: number): string {
  return `/teams/${teamId}/regions/${regionName}/apps/${appId}`;
}
