import { z } from "zod";
import { adminToken, plainToken } from "../console/call/authentication";
import { databaseModels } from "../console/call/database";
import type { Reply } from "../server/reply";
import { ok } from "../server/reply";
import type { RequestLog } from "../server/request-log";
import { storeEntriesSchema } from "../store/store";
import { storePath } from "../store/store-endpoints";
import type { World } from "../world";
import { changeComponent, componentChangesSchema } from "./component-changes";
import { faultsSchema } from "./faults";
import { changeRule, ruleChangesSchema } from "./rule-changes";
import { handMadeSchema, makeByHand } from "./hand-made-component";
import { upgradeByHand } from "./upgrade-by-hand";

const regionChangesSchema = z.strictObject({
  status: z.enum(["0", "1", "2", "3"]).optional(),
  omitsUnknown: z.boolean().optional(),
});
const databaseSchema = z.strictObject({
  model: z.enum(databaseModels).optional(),
  seed: z.int().min(0).optional(),
  writeMs: z.number().min(0).optional(),
});
const upgradeSchema = z.strictObject({ version: z.string() });
const clockSchema = z.strictObject({ speed: z.number().min(0).optional(), advance: z.number().min(0).optional() });

/** What a program needs to know to use the simulator. */
export interface SimulatorInfo {
  /** The main region. */
  regionName: string;
  /** The URL under which the simulator's store is a market. */
  storeUrl: string;
  /** A market URL at which nobody listens. */
  unreachableStoreUrl: string;
  /** The domain under which the console looks for it. */
  storeDomain: string;
  /** The key that the store takes. */
  storeKey: string;
  /** The first model loaded; empty while the store is. */
  appModelId: string;
  /** Its versions in the store's order. */
  versions: string[];
  /** Of an enterprise admin. */
  adminToken: string;
  /** Of a user without rights. */
  plainToken: string;
  /** The team that was opened for the demo. */
  teamId?: string;
}

type ControlHandler = (body: () => unknown, parameter: string) => Reply;

/** The control API: a way to set the stage and to look behind it, beside the console's own API. */
export class Control {
  private readonly handlers = new Map<string, Record<string, ControlHandler>>([
    ["reset", { POST: () => this.reset() }],
    ["store", { POST: (body) => this.loadStore(body()) }],
    ["info", { GET: () => ok(this.info()) }],
    ["faults", { POST: (body) => this.setFaults(body()) }],
    [
      "components",
      {
        GET: (_, serviceId) => this.lookInside(serviceId),
        PUT: (body, serviceId) => this.changeComponent(serviceId, body()),
        DELETE: (_, serviceId) => this.deleteComponent(serviceId),
      },
    ],
    ["apps", { POST: (body, appId) => this.makeComponent(appId, body()) }],
    ["rules", { PUT: (body, ruleId) => this.changeRule(ruleId, body()) }],
    ["regions", { PUT: (body, name) => this.changeRegion(name, body()) }],
    ["install-groups", { PUT: (body, groupId) => this.upgradeInstallGroup(groupId, body()) }],
    ["database", { GET: () => this.setDatabase({}), PUT: (body) => this.setDatabase(body()) }],
    ["clock", { GET: () => this.time(), PUT: (body) => this.setClock(body()) }],
    ["requests", { GET: () => ok(this.log.list()), DELETE: () => this.clearRequests() }],
  ]);

  constructor(
    private readonly world: World,
    private readonly log: RequestLog,
    private readonly baseUrl: string,
    private readonly teamId: string | undefined,
  ) {}

  /** Answers one call below `/simulator/`; `body` is parsed only if the call has one. */
  answer(method: string, path: string, body: Buffer): Reply {
    const [, name = "", parameter = "", ...rest] = path.split("/").slice(1);
    const handlers = this.handlers.get(name);
    const takesParameter = ["components", "apps", "rules", "regions", "install-groups"].includes(name);
    if (handlers === undefined || rest.length > 0 || takesParameter !== (parameter !== "")) {
      return refusal(404, `no control call at ${path}`);
    }
    const handler = handlers[method];
    if (handler === undefined) {
      return refusal(400, `method ${method} isn't one of ${Object.keys(handlers).join(", ")}`, "method");
    }
    try {
      return handler(() => JSON.parse(body.toString("utf8")), decodeURIComponent(parameter));
    } catch (error) {
      if (error instanceof z.ZodError) return refusal(400, z.prettifyError(error), issuePath(error));
      if (error instanceof SyntaxError) return refusal(400, `the body isn't JSON: ${error.message}`, "body");
      throw error;
    }
  }

  /** Returns what a program needs to know; the team only if one was opened for the demo and still exists. */
  info(): SimulatorInfo {
    const { state, store } = this.world;
    const [model] = store.models.values();
    const isTeamThere = state.teams.get(this.teamId ?? "") !== undefined;
    return {
      regionName: state.regions.all()[0]?.name ?? "",
      storeUrl: this.baseUrl + storePath,
      unreachableStoreUrl: "http://127.0.0.1:9",
      storeDomain: store.domain,
      storeKey: store.accessKey,
      appModelId: model?.appModelId ?? "",
      versions: (model?.versions ?? []).map((version) => version.version),
      adminToken,
      plainToken,
      ...(isTeamThere ? { teamId: this.teamId } : {}),
    };
  }

  private reset(): Reply {
    this.world.reset();
    return ok({});
  }

  private loadStore(body: unknown): Reply {
    this.world.store.load(storeEntriesSchema.parse(body));
    return ok({});
  }

  private setFaults(body: unknown): Reply {
    this.world.faults.replace(faultsSchema.parse(body));
    return ok({});
  }

  private changeComponent(serviceId: string, body: unknown): Reply {
    const changes = componentChangesSchema.parse(body);
    const component = this.world.state.components.get(serviceId);
    if (component === undefined) return refusal(404, `no component ${serviceId}`);
    const wrongField = changeComponent(this.world, component, changes);
    return wrongField === undefined
      ? ok({})
      : refusal(400, `${wrongField} isn't one of the component's team`, wrongField);
  }

  private lookInside(serviceId: string): Reply {
    this.world.cluster.lifeCycle.settle();
    const component = this.world.state.components.get(serviceId);
    if (component === undefined) return refusal(404, `no component ${serviceId}`);
    return ok({ podEnvs: component.workload.podEnvs ?? null });
  }

  private changeRule(ruleId: string, body: unknown): Reply {
    const changes = ruleChangesSchema.parse(body);
    const rule = this.world.state.httpRules.get(ruleId);
    if (rule === undefined) return refusal(404, `no gateway rule ${ruleId}`);
    changeRule(rule, changes);
    return ok({});
  }

  private deleteComponent(serviceId: string): Reply {
    const component = this.world.state.components.get(serviceId);
    if (component === undefined) return refusal(404, `no component ${serviceId}`);
    this.world.state.removeComponent(component);
    return ok({});
  }

  private makeComponent(appId: string, body: unknown): Reply {
    const app = this.world.state.apps.get(Number(appId));
    if (app === undefined) return refusal(404, `no app group ${appId}`);
    const { serviceId } = makeByHand(this.world, app, handMadeSchema.parse(body));
    return ok({ serviceId });
  }

  private changeRegion(name: string, body: unknown): Reply {
    const { status, omitsUnknown } = regionChangesSchema.parse(body);
    const region = this.world.state.regions.get(name);
    if (region === undefined) return refusal(404, `no region ${name}`);
    if (status !== undefined) region.status = status;
    if (omitsUnknown !== undefined) region.omitsUnknown = omitsUnknown;
    return ok({});
  }

  private setDatabase(body: unknown): Reply {
    return ok(this.world.database.set(databaseSchema.parse(body)));
  }

  private upgradeInstallGroup(groupId: string, body: unknown): Reply {
    const { version } = upgradeSchema.parse(body);
    const group = this.world.state.installGroups.get(Number(groupId));
    if (group === undefined) return refusal(404, `no install group ${groupId}`);
    const isDone = upgradeByHand(this.world, group, version);
    return isDone ? ok({}) : refusal(400, `the store has no version ${version} of the model`, "version");
  }

  private time(): Reply {
    const { clock } = this.world;
    return ok({ now: new Date(clock.now()).toISOString(), speed: clock.speed });
  }

  private setClock(body: unknown): Reply {
    const { speed, advance } = clockSchema.parse(body);
    if (speed !== undefined) this.world.clock.run(speed);
    if (advance !== undefined) this.world.clock.advance(advance * 1000);
    return this.time();
  }

  private clearRequests(): Reply {
    this.log.clear();
    return ok({});
  }
}

function refusal(status: number, error: string, field?: string): Reply {
  return { status, json: field === undefined ? { error } : { error, field } };
}

/** An unknown key is named itself; its issue points at the object around it. */
function issuePath(error: z.ZodError): string {
  const issue = error.issues[0];
  const keys = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  return [...(issue?.path ?? []), ...keys].join(".");
}
