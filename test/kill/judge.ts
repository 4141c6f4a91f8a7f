import { isDeepStrictEqual } from "node:util";
import type { GroupView } from "./server-view";
import { judgeSettings, type DeclaredSettings } from "./settings";
import type { StackState, StoredResource } from "./stack";

/** What is wrong: an app is lost, one is there twice, or something else isn't as it must be. */
export interface Complaint {
  readonly what: "lost" | "doubled" | "spoilt";
  readonly why: string;
}

/** What must be on the server after an `up`. */
export interface Expectation {
  /** The server before any of the apps was ever installed. */
  readonly origin: readonly GroupView[];
  /** The app group that was given; undefined for apps that make their own. */
  readonly appId: number | undefined;
  /** The images of the declared version, sorted, for each app by its name. */
  readonly images: Readonly<Record<string, readonly string[]>>;
  /** What is declared of the components of an app alone. */
  readonly settings: DeclaredSettings | undefined;
}

const lost = (why: string): Complaint => ({ what: "lost", why });
const doubled = (why: string): Complaint => ({ what: "doubled", why });
const spoilt = (why: string): Complaint => ({ what: "spoilt", why });

/** What wasn't there before and has one number: an install, or what is left of one. */
interface Install {
  readonly appId: number;
  readonly number: number;
  readonly components: GroupView["components"];
}

/** One install of each app, healthy, of the declared version, known to the state by the ids that the server has; everything else as it was. */
export function judgeInstalled(expected: Expectation, server: readonly GroupView[], state: StackState): Complaint[] {
  const homes = server.filter(({ group }) =>
    expected.appId === undefined ? !viewOf(expected.origin, group.ID) : group.ID === expected.appId,
  );
  const installs = homes.flatMap((home) => freshInstalls(home, viewOf(expected.origin, home.group.ID)));
  return [
    ...judgeCounts(expected, homes, installs),
    ...installs.flatMap(({ components }) => judgeHealth(components)),
    ...installs.flatMap(({ components }) =>
      judgeSettings(
        expected.settings ?? {},
        components,
        homes.flatMap(({ rules }) => rules),
      ),
    ),
    ...judgeNeighbours(expected, server),
    ...Object.entries(expected.images).flatMap(([name, images]) =>
      judgeApp(name, state.resources[name], images, installs),
    ),
    ...judgeOneEach(state),
  ];
}

function viewOf(views: readonly GroupView[], appId: number): GroupView | undefined {
  return views.find(({ group }) => group.ID === appId);
}

function freshInstalls({ group, components }: GroupView, before: GroupView | undefined): Install[] {
  const fresh = components.filter((one) => !before?.components.some((old) => isDeepStrictEqual(old, one)));
  const numbers = [...new Set(fresh.map((one) => one.tenant_service_group_id))];
  return numbers.map((number) => ({
    appId: group.ID,
    number,
    components: fresh.filter((one) => one.tenant_service_group_id === number),
  }));
}

function judgeCounts(
  { appId, images }: Expectation,
  homes: readonly GroupView[],
  installs: readonly Install[],
): Complaint[] {
  const apps = Object.keys(images).length;
  const inEach = appId === undefined ? 1 : apps;
  const complaints: Complaint[] = [];
  if (homes.length * inEach < apps) complaints.push(lost(`there are ${homes.length} app groups for ${apps} apps`));
  if (homes.length * inEach > apps) complaints.push(doubled(`${homes.length} app groups appeared for ${apps} apps`));
  for (const { group } of homes) {
    const count = installs.filter((one) => one.appId === group.ID).length;
    if (count < inEach) complaints.push(lost(`app group ${group.ID} holds ${count} installs, not ${inEach}`));
    if (count > inEach) complaints.push(doubled(`app group ${group.ID} holds ${count} installs, not ${inEach}`));
  }
  return complaints;
}

function judgeHealth(components: Install["components"]): Complaint[] {
  const unwell = components.filter((one) => one.status !== "running" || one.create_status !== "complete");
  return unwell.map((one) => spoilt(`${one.service_cname} is ${one.create_status}, ${one.status}`));
}

function judgeNeighbours({ origin, appId }: Expectation, server: readonly GroupView[]): Complaint[] {
  const complaints: Complaint[] = [];
  for (const old of origin) {
    const now = viewOf(server, old.group.ID);
    if (!now || !isDeepStrictEqual({ ...old.group, update_time: "" }, { ...now.group, update_time: "" }))
      complaints.push(spoilt(`app group ${old.group.ID} of others isn't what it was`));
    const kept = old.group.ID === appId ? now?.components.filter((one) => includes(old, one)) : now?.components;
    if (!isDeepStrictEqual(kept, old.components))
      complaints.push(spoilt(`components of others in ${old.group.ID} changed`));
  }
  return complaints;
}

function includes(view: GroupView, component: { service_id: string }): boolean {
  return view.components.some((one) => one.service_id === component.service_id);
}

/** What the state knows of an app is on the server, and is what was declared. */
function judgeApp(
  name: string,
  resource: StoredResource | undefined,
  images: readonly string[],
  installs: readonly Install[],
): Complaint[] {
  if (!resource) return [lost(`the state doesn't know ${name}`)];
  const { outputs, initErrors, id } = resource;
  const complaints: Complaint[] = [];
  if (initErrors.length > 0) complaints.push(spoilt(`the state calls ${name} unfinished: ${initErrors.join("; ")}`));
  const known = `install ${JSON.stringify(outputs["tenantServiceGroupId"])} of app group ${JSON.stringify(outputs["appId"])}`;
  const install = installs.find(
    (one) => one.appId === outputs["appId"] && one.number === outputs["tenantServiceGroupId"],
  );
  if (!install || !id.endsWith(`/${install.appId}`))
    return [...complaints, lost(`the state knows ${known} (${id}) as ${name}, which isn't there`)];
  const { components } = install;
  const ids = Array.isArray(outputs["serviceIds"]) ? outputs["serviceIds"].map(String).sort() : [];
  const there = components.map((one) => one.service_id).sort();
  if (!isDeepStrictEqual(ids, there))
    complaints.push(lost(`the state knows components ${ids.join()} of ${name}, there is ${there.join()}`));
  const running = components.map((one) => one.image).sort();
  if (running.length > images.length) complaints.push(doubled(`${name} has ${running.length} components`));
  else if (!isDeepStrictEqual(running, images)) complaints.push(spoilt(`${name} has the images ${running.join(", ")}`));
  return complaints;
}

/** No two apps of the state are one install. */
function judgeOneEach({ resources }: StackState): Complaint[] {
  const numbers = Object.values(resources).map(({ outputs }) => outputs["tenantServiceGroupId"]);
  return new Set(numbers).size === numbers.length ? [] : [lost("the state knows one install as two apps")];
}

/** Nothing of the apps is left, neither on the server nor in the state, and everything else is as it was. */
export function judgeGone(origin: readonly GroupView[], server: readonly GroupView[], state: StackState): Complaint[] {
  const complaints: Complaint[] = [];
  const known = Object.keys(state.resources);
  if (known.length > 0) complaints.push(spoilt(`the state still knows ${known.join(", ")}`));
  const ids = (views: readonly GroupView[]): string => views.map(({ group }) => group.ID).join();
  if (ids(origin) !== ids(server))
    complaints.push(lost(`app groups ${ids(server)} are left, before there were ${ids(origin)}`));
  else if (!isDeepStrictEqual(withoutTimes(origin), withoutTimes(server)))
    complaints.push(lost(`the server isn't what it was: ${JSON.stringify(withoutTimes(server))}`));
  return complaints;
}

/** A group that something was installed into and removed from again has another time of its last change. */
function withoutTimes(views: readonly GroupView[]): unknown {
  return views.map(({ group, components, rules }) => ({ group: { ...group, update_time: "" }, components, rules }));
}
