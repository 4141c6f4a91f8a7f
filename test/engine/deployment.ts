import { z } from "zod";

const resourceSchema = z.looseObject({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean(),
  id: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
  initErrors: z.array(z.string()).default([]),
});

const exportSchema = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(resourceSchema).default([]),
    pending_operations: z.array(z.looseObject({ type: z.string() })).default([]),
  }),
});

/** A resource as a stack's state holds it. */
export type StateResource = z.infer<typeof resourceSchema>;

/** A stack's state: its resources, and the operations that were cut short. */
export interface Deployment {
  resources: StateResource[];
  pendingOperations: string[];
}

/** Reads what `pulumi stack export` prints. */
export function parseDeployment(json: string): Deployment {
  const { deployment } = exportSchema.parse(JSON.parse(json));
  return {
    resources: deployment.resources,
    pendingOperations: deployment.pending_operations.map(({ type }) => type),
  };
}
