import { z } from "zod";
import type { Component } from "./outputs";

/** A component as the state holds it. */
export const component: z.ZodType<Component> = z.object({
  serviceId: z.string(),
  serviceAlias: z.string(),
  serviceCname: z.string(),
  serviceKey: z.string(),
  k8sComponentName: z.string(),
  status: z.string(),
  image: z.string(),
  version: z.string(),
  minMemory: z.number(),
  minCpu: z.number(),
  minNode: z.number(),
  extendMethod: z.string(),
  accessUrls: z.array(z.string()),
  innerEndpoints: z.array(z.string()),
});
