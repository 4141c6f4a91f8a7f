import { isDeepStrictEqual } from "node:util";
import type { TemplateComponent } from "../store";

/** What an upgrade from one template to another will come to, before anything is asked of the console. */
export interface Outlook {
  /** What the new template does that fails an upgrade by the API: one item is enough. */
  readonly refused: readonly string[];
  /** What the new template changes and the console silently leaves as it was. Names only: values may be secrets. */
  readonly left: readonly string[];
}

type Components = readonly TemplateComponent[];

/** Compares two templates of one model as the console's upgrade does: it only adds, and stumbles over some additions. Pure. */
export function outlookOf(from: Components, to: Components): Outlook {
  const pairs = to.flatMap((after) => {
    const before = from.find((one) => one.serviceKey === after.serviceKey);
    return before ? [{ before, after }] : [];
  });
  const added = to.filter((after) => !pairs.some((pair) => pair.after === after));
  const removed = from.filter((before) => !pairs.some((pair) => pair.before === before));
  return {
    refused: [
      ...added.map((component) => `adds component ${describeAdded(component, from)}`),
      ...pairs.flatMap(({ before, after }) => refusedOf(before, after)),
    ],
    left: [
      ...pairs.flatMap(({ before, after }) => leftOf(before, after)),
      ...removed.map(({ serviceCname }) => `component ${serviceCname} (removed)`),
    ],
  };
}

/** A component is known by its key: one of a name that is there already may still be another. */
function describeAdded({ serviceCname, serviceKey }: TemplateComponent, from: Components): string {
  const namesake = from.find((before) => before.serviceCname === serviceCname);
  if (!namesake) return serviceCname;
  return `${serviceCname} with the key ${serviceKey} (the ${serviceCname} that is there has the key ${namesake.serviceKey})`;
}

function refusedOf(before: TemplateComponent, after: TemplateComponent): string[] {
  const { serviceCname: name, parts } = after;
  const knows = new Set(before.parts.envs.map((env) => env.name));
  const ports = parts.ports.filter(({ port, isInner }) => isInner && !portOf(before, port));
  const envs = parts.envs.filter((env) => !knows.has(env.name) && typeof env.value !== "string");
  const hasChart = parts.graphs.some((title) => !before.parts.graphs.includes(title));
  return [
    ...ports.map(({ port }) => `adds inner port ${port} to component ${name}`),
    ...envs.map((env) => `adds variable ${env.name}, whose value is no text, to component ${name}`),
    ...(hasChart ? [`adds a chart to component ${name}`] : []),
    ...(parts.probes === null ? [`has no list of probes for component ${name}`] : []),
    ...(isNeverApplied(before, after)
      ? [
          `gives component ${name} image ${after.image} instead of ${before.image} under a deploy_version that isn't newer`,
        ]
      : []),
  ];
}

/** The console takes another image only with a newer build (compared as text), or beside something that it adds. */
function isNeverApplied(before: TemplateComponent, after: TemplateComponent): boolean {
  const isNewer = after.deployVersion > before.deployVersion;
  return !isNewer && after.image !== before.image && isDeepStrictEqual(after.parts, before.parts);
}

function leftOf(before: TemplateComponent, after: TemplateComponent): string[] {
  const [was, is] = [before.parts, after.parts];
  const left = [
    ...was.envs.flatMap((env) => {
      const now = is.envs.find((one) => one.name === env.name);
      if (!now) return [`variable ${env.name} (removed)`];
      return isDeepStrictEqual(now.value, env.value) ? [] : [`variable ${env.name}`];
    }),
    ...(was.memory === is.memory ? [] : ["memory"]),
    ...(was.replicas === is.replicas ? [] : ["replicas"]),
    ...(was.extendMethod === is.extendMethod ? [] : ["kind of deployment"]),
    ...was.ports.flatMap((port) => leftOfPort(port, portOf(after, port.port))),
    ...was.volumes
      .filter(({ name }) => !is.volumes.some((one) => one.name === name))
      .map(({ name }) => `volume ${name} (removed)`),
    ...(before.needs.every((key) => after.needs.includes(key)) ? [] : ["a dependency (removed)"]),
    ...(before.serviceCname === after.serviceCname ? [] : ["name"]),
  ];
  return left.length === 0 ? [] : [`component ${before.serviceCname}: ${left.join(", ")}`];
}

type Port = TemplateComponent["parts"]["ports"][number];

function portOf({ parts }: TemplateComponent, number: number): Port | undefined {
  return parts.ports.find(({ port }) => port === number);
}

function leftOfPort(before: Port, after: Port | undefined): string[] {
  if (!after) return [`port ${before.port} (removed)`];
  const isClosed = (before.isInner && !after.isInner) || (before.isOuter && !after.isOuter);
  return isClosed ? [`port ${before.port} (closed)`] : [];
}
