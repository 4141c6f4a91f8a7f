import { z } from "zod";
import type { Component } from "../state/records";

const count = z.int().min(0);

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
  deployVersion: z.string().optional(),
  /** The version of the template that the component is at. */
  modelVersion: z.string().optional(),
  /** True makes the next build that ends fail. */
  failNextBuild: z.boolean().optional(),
  serviceSource: z.enum(["market", "docker_image"]).optional(),
});

/** Sets on a component what the changes name. */
export function changeComponent(component: Component, changes: z.infer<typeof componentChangesSchema>): void {
  const { status, modelVersion, failNextBuild, ...columns } = changes;
  Object.assign(component, columns);
  if (status !== undefined) component.workload.pinnedStatus = status;
  if (failNextBuild !== undefined) component.workload.failsNextBuild = failNextBuild;
  if (modelVersion !== undefined && component.source !== null) component.source.version = modelVersion;
}
