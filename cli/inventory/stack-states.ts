import { resolve } from "node:path";
import { z } from "zod";
import { PulumiProject } from "../drift/pulumi-project";
import { resourceOfType } from "../resource-types";
import type { Managed } from "./managers";

const exported = z.object({
  deployment: z.object({
    resources: z
      .array(z.object({ urn: z.string(), type: z.string(), outputs: z.record(z.string(), z.unknown()).optional() }))
      .nullish(),
  }),
});

const place = z.object({
  teamId: z.string(),
  regionName: z.string(),
  appId: z.number(),
  tenantServiceGroupId: z.number(),
});

/** Which stacks to look into; without a name the selected one. */
export interface Stacks {
  readonly cwd: string;
  readonly stack: readonly string[];
}

/** What the `MarketApp`s of some stacks have on the server, as their states say; no server is asked. */
export async function managedBy({ cwd, stack }: Stacks): Promise<readonly Managed[]> {
  const project = await PulumiProject.open(resolve(cwd));
  const names = stack.length > 0 ? [...new Set(stack)] : [await project.selectedStack()];
  const found = names.map(async (name) => managedIn(await project.exported(name)));
  return (await Promise.all(found)).flat();
}

/** What the `MarketApp`s have in a state as `pulumi stack export` prints it. */
export function managedIn(state: string): readonly Managed[] {
  const { resources } = exported.parse(JSON.parse(state)).deployment;
  return (resources ?? []).flatMap((resource) => {
    const has = resourceOfType(resource.type) === "MarketApp" ? place.safeParse(resource.outputs) : undefined;
    return has?.success ? [{ urn: resource.urn, ...has.data }] : [];
  });
}
