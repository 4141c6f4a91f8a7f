import { z } from "zod";
import type { Component } from "../state/records";
import type { World } from "../world";

const count = z.int().min(0);
const seconds = z.number().min(0);

/** The body of `PUT /simulator/components/{serviceId}`: what a person or the cluster would have changed. */
export const componentChangesSchema = z.strictObject({
  /** Stays until it is set to null. */
  status: z.string().nullable().optional(),
  image: z.string().optional(),
  version: z.string().optional(),
  cmd: z.string().optional(),
  cname: z.string().optional(),
  minMemory: count.optional(),
  minCpu: count.optional(),
  minNode: count.optional(),
  /** Variables by name, whatever a template may hold; null removes one. */
  envs: z.record(z.string(), z.string().nullable()).optional(),
  deployVersion: z.string().optional(),
  serviceSource: z.enum(["market", "docker_image"]).optional(),
  /** False: the cluster loses it, though the console goes on listing it. */
  clusterKnows: z.boolean().optional(),
  /** How far the console is with making it: most calls refuse one that is still `creating`, or pass over it without a word. */
  createStatus: z.enum(["creating", "complete"]).optional(),
  /** Moves it to another app group of its team; it keeps the number of its install group. */
  appId: count.optional(),
  /** The version of the template that the component is at. */
  modelVersion: z.string().optional(),
  /** The ids of the components that it depends on, in place of all. */
  dependsOn: z.array(z.string()).optional(),
  /** True makes the next build that ends fail. */
  failNextBuild: z.boolean().optional(),
  /** True makes the pods that start next stay unready. */
  failNextStart: z.boolean().optional(),
  /** Simulated seconds that a build takes from now on; null for the usual time. */
  buildSeconds: seconds.nullable().optional(),
  /** Lets the pods crash now; they come back by themselves only if it says when. */
  crash: z.strictObject({ recoverAfter: seconds.optional() }).optional(),
});

/** Sets on a component what the changes name; returns the field that can't be, or undefined. */
export function changeComponent(
  world: World,
  component: Component,
  changes: z.infer<typeof componentChangesSchema>,
): string | undefined {
  const { status, clusterKnows, appId, modelVersion, failNextBuild, failNextStart, buildSeconds, crash, ...others } =
    changes;
  const { envs = {}, ...columns } = others;
  if (appId !== undefined) {
    const app = world.state.apps.get(appId);
    if (app?.teamId !== component.teamId || app.regionName !== component.regionName) return "appId";
    component.appId = appId;
  }
  Object.assign(component, columns);
  world.cluster.lifeCycle.settle();
  for (const [name, value] of Object.entries(envs)) changeEnv(component, name, value);
  const { workload } = component;
  if (status !== undefined) workload.pinnedStatus = status;
  if (clusterKnows !== undefined) workload.isKnown = clusterKnows;
  if (failNextBuild !== undefined) workload.failsNextBuild = failNextBuild;
  if (failNextStart !== undefined) workload.failsNextStart = failNextStart;
  if (buildSeconds !== undefined) workload.buildMs = buildSeconds === null ? null : buildSeconds * 1000;
  if (modelVersion !== undefined && component.source !== null) component.source.version = modelVersion;
  if (crash !== undefined) {
    const { recoverAfter } = crash;
    world.cluster.lifeCycle.crash(component, recoverAfter === undefined ? null : recoverAfter * 1000);
  }
  return undefined;
}

function changeEnv(component: Component, attrName: string, attrValue: string | null): void {
  const known = component.envs.find((env) => env.attrName === attrName);
  if (attrValue === null) component.envs = component.envs.filter((env) => env !== known);
  else if (known) known.attrValue = attrValue;
  else component.envs.push({ name: "", attrName, attrValue, isChange: true, scope: "inner", containerPort: 0 });
}
