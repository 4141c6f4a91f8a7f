import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { readConfiguration } from "../../../provider/configuration/configuration";
import { marketAppKind } from "../../../provider/kinds/market-app";
import type { MarketAppInputs, MarketAppState } from "../../../provider/model";
import { demoTemplate, loadModel, type Template } from "../simulator/templates";
import { Workbench } from "./workbench";

/** What becomes of a change: it is in force, it stays as it was, nothing at all is upgraded, or the upgrade fails. */
type Fate = "done" | "left" | "nothing" | "refused";
type Web = Template["apps"][0];
type Whole = Record<string, unknown> & { apps: unknown[] };

/** A difference between two versions: a row of the console's own table. */
interface Row {
  readonly what: string;
  /** What of the first component is different in the new version, beside image and build. */
  readonly to?: Record<string, unknown>;
  /** What of it is different in the old version. */
  readonly from?: Record<string, unknown>;
  /** The same of the new template as a whole. */
  readonly whole?: (template: Whole) => Record<string, unknown>;
  /** What to look at on the console; default: the image of the first component. */
  readonly part?: (web: Component, all: readonly Component[]) => unknown;
  readonly fate: Fate;
  /** What the preview must say. */
  readonly says?: RegExp;
}

const componentSchema = z.looseObject({
  cname: z.string(),
  appId: z.number(),
  image: z.string(),
  cmd: z.string(),
  extendMethod: z.string(),
  minMemory: z.number(),
  minNode: z.number(),
  source: z.object({ version: z.string() }),
  envs: z.array(z.looseObject({ attrName: z.string(), attrValue: z.string() })),
  ports: z.array(z.looseObject({ containerPort: z.number(), isInner: z.boolean(), isOuter: z.boolean() })),
  volumes: z.array(z.looseObject({ name: z.string(), fileContent: z.string() })),
  probeModes: z.array(z.string()),
  monitorNames: z.array(z.string()),
  dependsOn: z.array(z.string()),
});
type Component = z.infer<typeof componentSchema>;

const port = (container_port: number, is_inner_service: boolean, is_outer_service: boolean) => ({
  ...{ container_port, protocol: "http", port_alias: `P${container_port}`, is_inner_service, is_outer_service },
});
const env = (attr_name: string, attr_value: unknown) => ({ name: attr_name, attr_name, attr_value, is_change: true });
const volume = (volume_name: string, file_content?: string) => ({
  ...{
    volume_name,
    volume_path: `/${volume_name}s`,
    volume_type: file_content === undefined ? "share-file" : "config-file",
  },
  ...{ volume_capacity: 1, file_content },
});

const [open, closed] = [port(8080, true, true), port(9090, false, false)];
const [title, size] = [env("TITLE", "Guestbook"), env("PAGE_SIZE", "20")];
const [data, conf] = [volume("data"), volume("conf", "one")];
const likewise = {
  service_env_map_list: [title, size],
  port_map_list: [open, closed],
  service_volume_map_list: [data, conf],
};
const sizes = { min_node: 1, min_memory: 64, init_memory: 256, container_cpu: 100 };
const envs = (web: Component) => web.envs.map(({ attrName, attrValue }) => `${attrName}=${attrValue}`).sort();
const ports = (web: Component) =>
  web.ports.map(({ containerPort, isInner, isOuter }) => [containerPort, isInner, isOuter]);
const volumes = (web: Component) => web.volumes.map(({ name, fileContent }) => [name, fileContent]);

const rows: Row[] = [
  { what: "image and deploy_version", fate: "done" },
  {
    what: "image, same deploy_version",
    to: { deploy_version: "20250101000000" },
    fate: "nothing",
    says: /deploy_version that isn't newer/,
  },
  { what: "cmd", to: { cmd: "serve" }, part: ({ cmd }) => cmd, fate: "done" },
  { what: "env added", to: { service_env_map_list: [title, size, env("NEW", "1")] }, part: envs, fate: "done" },
  {
    what: "env value changed",
    to: { service_env_map_list: [env("TITLE", "Wiki"), size] },
    part: envs,
    fate: "left",
    says: /component Web: variable TITLE\b/,
  },
  {
    what: "env removed",
    to: { service_env_map_list: [size] },
    part: envs,
    fate: "left",
    says: /variable TITLE \(removed\)/,
  },
  {
    what: "env added whose value is a number",
    to: { service_env_map_list: [title, size, env("NEW", 1)] },
    part: envs,
    fate: "refused",
    says: /adds variable NEW, whose value is no text/,
  },
  {
    what: "connection env added",
    to: { service_connect_info_map_list: [{ ...env("USER", "me"), container_port: 0 }] },
    part: envs,
    fate: "done",
  },
  {
    what: "inner port added",
    to: { port_map_list: [open, closed, port(7070, true, false)] },
    part: ports,
    fate: "refused",
    says: /adds inner port 7070/,
  },
  {
    what: "port added, not inner",
    to: { port_map_list: [open, closed, port(7070, false, false)] },
    part: ports,
    fate: "done",
  },
  {
    what: "outer port added",
    to: { port_map_list: [open, closed, port(7070, false, true)] },
    part: ports,
    fate: "done",
  },
  { what: "port opened", to: { port_map_list: [open, port(9090, false, true)] }, part: ports, fate: "done" },
  {
    what: "port closed",
    to: { port_map_list: [port(8080, true, false), closed] },
    part: ports,
    fate: "left",
    says: /port 8080 \(closed\)/,
  },
  { what: "port removed", to: { port_map_list: [open] }, part: ports, fate: "left", says: /port 9090 \(removed\)/ },
  { what: "volume added", to: { service_volume_map_list: [data, conf, volume("more")] }, part: volumes, fate: "done" },
  {
    what: "config file added",
    to: { service_volume_map_list: [data, conf, volume("more", "1")] },
    part: volumes,
    fate: "done",
  },
  {
    what: "config file content changed",
    to: { service_volume_map_list: [data, volume("conf", "two")] },
    part: volumes,
    fate: "done",
  },
  {
    what: "volume removed",
    to: { service_volume_map_list: [conf] },
    part: volumes,
    fate: "left",
    says: /volume data \(removed\)/,
  },
  { what: "probe added", to: { probes: [{ mode: "readiness" }] }, part: ({ probeModes }) => probeModes, fate: "done" },
  { what: "dependency added", from: { dep_service_map_list: [] }, part: ({ dependsOn }) => dependsOn, fate: "done" },
  {
    what: "monitor added",
    to: { component_monitors: [{ name: "m" }] },
    part: ({ monitorNames }) => monitorNames,
    fate: "done",
  },
  {
    what: "config group added",
    whole: (template) => ({ ...template, app_config_groups: [{ name: "g" }] }),
    fate: "done",
  },
  {
    what: "chart added",
    to: { component_graphs: [{ title: "load" }] },
    fate: "refused",
    says: /adds a chart to component Web/,
  },
  {
    what: "probes key missing",
    to: { probes: undefined },
    fate: "refused",
    says: /has no list of probes for component Web/,
  },
  {
    what: "memory changed",
    to: { extend_method_map: { ...sizes, init_memory: 512 } },
    part: ({ minMemory }) => minMemory,
    fate: "left",
    says: /component Web: memory/,
  },
  {
    what: "replicas changed",
    to: { extend_method_map: { ...sizes, min_node: 3 } },
    part: ({ minNode }) => minNode,
    fate: "left",
    says: /component Web: replicas/,
  },
  {
    what: "extend_method changed",
    to: { extend_method: "stateless_singleton" },
    part: ({ extendMethod }) => extendMethod,
    fate: "left",
    says: /kind of deployment/,
  },
  {
    what: "name changed",
    to: { service_cname: "Site" },
    part: ({ cname }) => cname,
    fate: "left",
    says: /component Web: name/,
  },
  {
    what: "dependency removed",
    to: { dep_service_map_list: [] },
    part: ({ dependsOn }) => dependsOn,
    fate: "left",
    says: /a dependency \(removed\)/,
  },
  {
    what: "component added",
    whole: (template) => ({ ...template, apps: [...template.apps, another(template)] }),
    fate: "refused",
    says: /adds component Cache/,
  },
  {
    what: "service_key changed",
    to: { service_key: "f".repeat(32) },
    fate: "refused",
    says: /adds component Web with the key f+/,
  },
  {
    what: "component removed",
    whole: (template) => ({ ...template, apps: template.apps.slice(0, 1) }),
    part: (_, all) => all.length,
    fate: "left",
    says: /component Database \(removed\)/,
  },
];

function another({ apps }: Whole): Record<string, unknown> {
  const key = "e".repeat(32);
  const like = z.record(z.string(), z.unknown()).parse(apps[1]);
  return { ...like, service_key: key, service_share_uuid: `${key}+${key}`, service_cname: "Cache" };
}

let bench: Workbench;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "forecast-"));
  bench = await Workbench.open({ database: "mysql", writeMs: 0, stateFile: join(folder, "state.json") });
});

afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true });
});

/** The components of an app group, by the console's own state, the first one of the template first. */
function componentsIn(appId: number): [Component, Component[]] {
  const state: unknown = JSON.parse(readFileSync(join(folder, "state.json"), "utf8"));
  const schema = z.object({ tables: z.object({ components: z.array(componentSchema) }) });
  const all = schema.parse(state).tables.components.filter((one) => one.appId === appId);
  const web = all.find(({ cname }) => cname === "Web");
  if (!web) throw new Error("there is no component Web");
  return [web, all];
}

async function publish(appModelId: string, { from = {}, to = {}, whole = (all) => all }: Row): Promise<void> {
  const version = (number: "1.0" | "1.1", change: Record<string, unknown>) =>
    demoTemplate(number, (web: Web) => ({ ...web, ...likewise, ...change }));
  const next = z.looseObject({ apps: z.array(z.unknown()) }).parse(version("1.1", to));
  await loadModel(bench.tenant, appModelId, { "1.1": whole(next), "1.0": version("1.0", from) });
}

/** What a preview says of the change: its check asks the store, and its diff judges. */
async function forecast(declared: MarketAppInputs, state: MarketAppState): Promise<{ fate: Fate; said: string }> {
  const now = { ...declared, appModelVersion: "1.1" };
  expect(await marketAppKind.foresee(declared, now, new Set(), readConfiguration(undefined, {}))).toEqual([]);
  try {
    const { changes, remarks } = marketAppKind.plan(now, new Set(), state);
    expect(changes).toEqual(["appModelVersion"]);
    const said = remarks.map(({ text }) => text).join("\n");
    return { fate: said.includes("leaves as it was") ? "left" : "done", said };
  } catch (thrown) {
    const said = thrown instanceof Error ? thrown.message : "";
    // A preview fails where nothing would come of it, too.
    return { fate: said.includes("isn't newer") ? "nothing" : "refused", said };
  }
}

/** What the console makes of the same upgrade. */
async function outcome(state: MarketAppState, part: NonNullable<Row["part"]>): Promise<Fate> {
  const path = `${bench.tenant.region}/apps/${state.appId}/upgrade`;
  const before = part(...componentsIn(state.appId));
  const [market] = z.array(z.object({ market_name: z.string() })).parse((await bench.tenant.call("GET", path)).json);
  const order = { ...market, app_model_id: state.appModelId, app_model_version: "1.1" };
  const { status } = await bench.tenant.call("POST", path, { update_versions: [order] });
  const [web, all] = componentsIn(state.appId);
  if (status >= 400) {
    expect(web.source.version).toBe("1.0");
    return "refused";
  }
  if (web.source.version === "1.0") return "nothing";
  return isDeepStrictEqual(before, part(web, all)) ? "left" : "done";
}

test.each(rows.map((row, index) => ({ ...row, index })))(
  "$what: a preview foretells that it is $fate, and so it is",
  async ({ index, part = ({ image }) => image, fate, says = /^/, ...row }) => {
    const appModelId = `row${index}`;
    await publish(appModelId, { ...row, fate });
    const __rbUrn = `urn:pulumi:dev::p::pulumi-nodejs:dynamic/rainbond:MarketApp::${appModelId}`;
    const declared = bench.inputs({ appModelId, appName: appModelId, isDeploy: false, __rbUrn });
    const state = await bench.create(declared);
    const foretold = await forecast(declared, state);
    expect(foretold).toEqual({ fate, said: expect.stringMatching(says) as unknown });
    expect(await outcome(state, part)).toBe(foretold.fate);
  },
);
