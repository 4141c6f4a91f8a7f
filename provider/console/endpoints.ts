import { z } from "zod";
import * as answers from "./answers";
import { appPath, componentPath, teamPath, type AppAddress, type TeamAddress } from "./addresses";
import { reach } from "./reach";
import { describeCall, isRead, type Call, type Connection, type Send } from "./send";
import { settings } from "./settings";
import { teams } from "./teams";

/** The body of an install, in the API's own words. */
export interface InstallRequest {
  readonly market_url: string;
  readonly market_domain: string;
  readonly market_type: string;
  readonly market_access_key: string | null;
  readonly app_model_id: string;
  readonly app_model_version: string;
}

/** What the console can be told to do with components. `deploy` builds again from the template of the installed version. */
export type Operation = "start" | "stop" | "upgrade" | "deploy";

/** The right that each needs, by the names that the web console gives them. */
const rightFor: Readonly<Record<Operation, string>> = {
  start: "start (启动)",
  stop: "stop (关闭)",
  upgrade: "update (更新)",
  deploy: "construct (构建)",
};

const installTimeoutMs = 10 * 60_000;
const upgradeTimeoutMs = 5 * 60_000;

/** A call that changes something on the server. */
export interface Write {
  /** What the call is for, as it reads behind "can't". */
  readonly doing: string;
  /** Method and address. */
  readonly call: string;
  /** True if it stops or deletes something. */
  readonly takesAway: boolean;
}

/** Lets a write be sent, now or when it is its turn, and passes its answer on; or fails, and it isn't sent. */
export type WriteGate = <Answer>(write: Write, send: () => Promise<Answer>) => Promise<Answer>;

/**
 * The console's OpenAPI (`/openapi/v1`) over a connection, a function an endpoint. Every one throws `ConsoleError`.
 * Each call that changes something on the server goes through the gate. Reads end when `readsEnd` is aborted.
 */
export function consoleOver(connection: Connection, gate: WriteGate, readsEnd?: AbortSignal) {
  const send: Send = async (call) => {
    if (isRead(call)) return connection.send(call, readsEnd);
    return gate(writeOf(call, connection.endpoint), () => connection.send(call));
  };
  return {
    ...teams(send),
    ...appGroups(send),
    ...installs(send),
    ...upgrades(send),
    ...components(send, connection.endpoint),
    ...actions(send),
    ...events(send, connection.endpoint),
    ...reach(send),
    ...settings(send),
  };
}

function writeOf({ doing, method, path, isStop = false }: Call<unknown>, endpoint: string): Write {
  return { doing, call: describeCall(method, endpoint, path), takesAway: isStop || method === "DELETE" };
}

/** The endpoints of one console. */
export type Console = ReturnType<typeof consoleOver>;

function appGroups(send: Send) {
  return {
    /** `GET …/apps`: all app groups of the team in the region. */
    listApps: (at: TeamAddress) =>
      send({
        doing: "list the app groups",
        method: "GET",
        path: `${teamPath(at)}/apps`,
        answer: z.array(answers.appGroup),
      }),
    /** `GET …/apps/{app_id}`: one app group, with its enterprise. */
    getApp: (at: AppAddress) =>
      send({ doing: "read the app group", method: "GET", path: appPath(at), answer: answers.appDetail }),
    /** `POST …/apps`: an empty app group. The console has no uniqueness beyond `k8s_app` and the name. */
    createApp: (at: TeamAddress, app: { name: string; k8sApp: string; note: string }) =>
      send({
        doing: "make the app group",
        method: "POST",
        path: `${teamPath(at)}/apps`,
        body: { app_name: app.name, k8s_app: app.k8sApp, app_note: app.note },
        answer: answers.appGroup,
      }),
    /** `DELETE …/apps/{app_id}`: the group, with every component in it that isn't running. */
    deleteApp: (at: AppAddress) =>
      send({ doing: "delete the app group", method: "DELETE", path: appPath(at), answer: answers.nothing }),
  };
}

function installs(send: Send) {
  return {
    /** `POST …/install`: not idempotent. `is_deploy` builds whatever its value, so it is sent only when a build is wanted. */
    install: (at: AppAddress, request: InstallRequest, isDeploy: boolean) =>
      send({
        doing: "install the app",
        method: "POST",
        path: `${appPath(at)}/install`,
        ...(isDeploy ? { query: { is_deploy: "true" } } : {}),
        body: request,
        answer: answers.installed,
        timeoutMs: installTimeoutMs,
        isUnrepeatable: true,
      }),
  };
}

function upgrades(send: Send) {
  return {
    /** `GET …/upgrade`: the store models in the group, one item an install. Needs the store. */
    listUpgradableModels: (at: AppAddress) =>
      send({
        doing: "read the app's upgrades",
        method: "GET",
        path: `${appPath(at)}/upgrade`,
        answer: z.array(answers.upgradableModel),
      }),
    /** `POST …/upgrade`: all installs of the model in the group. 200 says nothing about what was done. */
    upgrade: (at: AppAddress, model: { marketName: string; appModelId: string; version: string }) =>
      send({
        doing: "upgrade the app",
        method: "POST",
        path: `${appPath(at)}/upgrade`,
        body: {
          update_versions: [
            { market_name: model.marketName, app_model_id: model.appModelId, app_model_version: model.version },
          ],
        },
        answer: answers.nothing,
        timeoutMs: upgradeTimeoutMs,
        isUnrepeatable: true,
      }),
    /** `GET …/copy`: the model version that each component of the group is at. */
    listInstalledVersions: (at: AppAddress) =>
      send({
        doing: "read the installed versions",
        method: "GET",
        path: `${appPath(at)}/copy`,
        answer: z.array(answers.installedVersion),
      }),
  };
}

function components(send: Send, endpoint: string) {
  return {
    /** `GET …/services`: all components of the group, whoever made them, in no order. */
    listComponents: (at: AppAddress) =>
      send({
        doing: "read the components",
        method: "GET",
        path: `${appPath(at)}/services`,
        answer: z.array(answers.component),
      }),
    /** `GET …/services/{service_id}`: whether it is in this app group. Crashes over one that the cluster doesn't know. */
    checkComponent: (at: AppAddress, serviceId: string) =>
      send({
        doing: "look for the component",
        method: "GET",
        path: componentPath(at, serviceId),
        answer: answers.nothing,
      }),
    /**
     * `DELETE …/services/{service_id}`: refuses while it runs (409) or is needed by another component (412). By force it deletes all the same,
     * and answers the same.
     */
    deleteComponent: (at: AppAddress, component: answers.NamedComponent, { isForced = false } = {}) =>
      send({
        doing: `delete component ${component.serviceCname} (${component.serviceAlias})`,
        method: "DELETE",
        path: componentPath(at, component.serviceId),
        ...(isForced ? { query: { force: "1" } } : {}),
        answer: answers.nothing,
      }),
    /** How the call that deletes a component reads in a message. */
    deleteCall: (at: AppAddress, { serviceId }: answers.NamedComponent) =>
      describeCall("DELETE", endpoint, componentPath(at, serviceId)),
  };
}

function actions(send: Send) {
  return {
    /** `POST …/operations`. An empty list would mean every component of the group, so nothing is sent for it. */
    operate: async (at: AppAddress, action: Operation, serviceIds: readonly string[]) => {
      if (serviceIds.length === 0) return;
      const body = { action, service_ids: serviceIds };
      await send({
        doing: `${action} the components`,
        method: "POST",
        path: `${appPath(at)}/operations`,
        body,
        answer: answers.nothing,
        isStop: action === "stop",
        right: rightFor[action],
        timeoutMs: 60_000,
      });
    },
    /** `PUT …/docker-image-change`: what the console shows as the component's image; builds nothing. */
    changeImage: (at: AppAddress, serviceId: string, image: string) =>
      send({
        doing: "set the component's image",
        method: "PUT",
        path: `${componentPath(at, serviceId)}/docker-image-change`,
        body: { image },
        answer: answers.nothing,
      }),
  };
}

function events(send: Send, endpoint: string) {
  return {
    /** `GET …/events`: the newest actions on a component, newest first. */
    listEvents: (at: AppAddress, serviceId: string) =>
      send({
        doing: "read the component's events",
        method: "GET",
        path: `${componentPath(at, serviceId)}/events`,
        query: { page: "1", page_size: "20" },
        answer: z.object({ events: z.array(answers.event) }).transform((answer) => answer.events),
      }),
    /** How the call for a component's events reads in a message. */
    eventsCall: (at: AppAddress, serviceId: string) =>
      describeCall("GET", endpoint, `${componentPath(at, serviceId)}/events`),
    /** `GET …/events/{event_id}/logs`: the lines of an event's log, oldest first. Empty also for an event that nobody knows. */
    listEventLog: (at: TeamAddress, eventId: string) =>
      send({
        doing: "read an event's log",
        method: "GET",
        path: `${teamPath(at)}/events/${encodeURIComponent(eventId)}/logs`,
        answer: answers.eventLog,
      }),
  };
}
