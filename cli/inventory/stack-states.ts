import { resolve } from "node:path";
import { z } from "zod";
import { idIn } from "../../provider/observe/found-app";
import { PulumiProject } from "../project/pulumi-project";
import { resourceOfType } from "../resource-types";
import type { Managed } from "./managers";

const resource = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().default(""),
  /** True for what `get` reads: somebody else manages it, or nobody. */
  external: z.boolean().default(false),
  outputs: z.unknown().optional(),
});
type Resource = z.output<typeof resource>;

const exported = z.object({ deployment: z.object({ resources: z.array(resource).nullish() }) });

/** The number of the install; what Pulumi has instead of a secret one is `undefined`. */
const install = z.object({ tenantServiceGroupId: z.union([z.number(), z.looseObject({}).transform(() => undefined)]) });

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
  return (resources ?? []).filter(manages).flatMap(({ urn, id, outputs }) => {
    // Unlike the outputs the id is never secret.
    const named = idIn(id);
    const has = install.safeParse(outputs);
    return named && has.success ? [{ urn, ...named.at, ...has.data }] : [];
  });
}

function manages({ type, external }: Resource): boolean {
  return resourceOfType(type) === "MarketApp" && !external;
}
