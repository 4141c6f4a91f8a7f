import { isDeepStrictEqual } from "node:util";
import type { GroupView } from "./server-view";
import type { StackState } from "./stack";

/** What is wrong: the app is lost, it is there twice, or something else isn't as it must be. */
export interface Complaint {
  readonly what: "lost" | "doubled" | "spoilt";
  readonly why: string;
}

/** What must be on the server after an `up`. */
export interface Expectation {
  /** The server before the app was ever installed. */
  readonly origin: readonly GroupView[];
  /** The app group that was given; undefined for an app that makes its own. */
  readonly appId: number | undefined;
  /** The images of the declared version, sorted. */
  readonly images: readonly string[];
}

const lost = (why: string): Complaint => ({ what: "lost", why });
const doubled = (why: string): Complaint => ({ what: "doubled", why });
const spoilt = (why: string): Complaint => ({ what: "spoilt", why });

/** Exactly one install, healthy, of the declared version, known to the state by the ids that the server has; everything else as it was. */
export function judgeInstalled(expected: Expectation, server: readonly GroupView[], state: StackState): Complaint[] {
  const complaints: Complaint[] = [];
  const fresh = server.filter(({ group }) => !expected.origin.some((view) => view.group.ID === group.ID));
  const ours = expected.appId === undefined ? fresh : server.filter(({ group }) => group.ID === expected.appId);
  const [home] = ours;
  if (!home) return [lost("the server holds no app group of this app")];
  if (ours.length > 1) complaints.push(doubled(`${ours.length} app groups appeared`));
  const before = expected.origin.find(({ group }) => group.ID === home.group.ID);
  const components = home.components.filter((one) => !before?.components.some((old) => isDeepStrictEqual(old, one)));
  const installs = new Set(components.map((one) => one.tenant_service_group_id));
  if (components.length === 0) complaints.push(lost("the server holds no component of this app"));
  else if (installs.size > 1) complaints.push(doubled(`the components are of ${installs.size} installs`));
  else if (components.length > expected.images.length) complaints.push(doubled(`${components.length} components`));
  else if (!isDeepStrictEqual(components.map((one) => one.image).sort(), expected.images))
    complaints.push(spoilt(`the images are ${components.map((one) => one.image).join(", ")}`));
  const unwell = components.filter((one) => one.status !== "running" || one.create_status !== "complete");
  complaints.push(...unwell.map((one) => spoilt(`${one.service_cname} is ${one.create_status}, ${one.status}`)));
  return [...complaints, ...judgeNeighbours(expected, server, home), ...judgeState(home, components, state)];
}

function judgeNeighbours({ origin }: Expectation, server: readonly GroupView[], home: GroupView): Complaint[] {
  const complaints: Complaint[] = [];
  for (const old of origin) {
    const now = server.find(({ group }) => group.ID === old.group.ID);
    if (!now || !isDeepStrictEqual({ ...old.group, update_time: "" }, { ...now.group, update_time: "" }))
      complaints.push(spoilt(`app group ${old.group.ID} of others isn't what it was`));
    const kept = old.group.ID === home.group.ID ? now?.components.filter((one) => includes(old, one)) : now?.components;
    if (!isDeepStrictEqual(kept, old.components))
      complaints.push(spoilt(`components of others in ${old.group.ID} changed`));
  }
  return complaints;
}

function includes(view: GroupView, component: { service_id: string }): boolean {
  return view.components.some((one) => one.service_id === component.service_id);
}

function judgeState(home: GroupView, components: GroupView["components"], { resource }: StackState): Complaint[] {
  if (!resource) return [lost("the state doesn't know the app")];
  const { outputs, initErrors, id } = resource;
  const complaints: Complaint[] = [];
  if (initErrors.length > 0) complaints.push(spoilt(`the state calls it unfinished: ${initErrors.join("; ")}`));
  if (outputs["appId"] !== home.group.ID || !id.endsWith(`/${home.group.ID}`))
    complaints.push(
      lost(`the state knows app group ${JSON.stringify(outputs["appId"])} (${id}), not ${home.group.ID}`),
    );
  const known = Array.isArray(outputs["serviceIds"]) ? outputs["serviceIds"].map(String).sort() : [];
  const there = components.map((one) => one.service_id).sort();
  if (!isDeepStrictEqual(known, there))
    complaints.push(lost(`the state knows components ${known.join()}, there is ${there.join()}`));
  if (outputs["tenantServiceGroupId"] !== components[0]?.tenant_service_group_id)
    complaints.push(lost(`the state knows install ${JSON.stringify(outputs["tenantServiceGroupId"])}`));
  return complaints;
}

/** Nothing of the app is left, neither on the server nor in the state, and everything else is as it was. */
export function judgeGone(origin: readonly GroupView[], server: readonly GroupView[], state: StackState): Complaint[] {
  const complaints: Complaint[] = [];
  if (state.resource) complaints.push(spoilt("the state still knows the app"));
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
