import { z } from "zod";
import type { Project } from "./engine";

const outputsSchema = z.looseObject({
  appId: z.number(),
  appModelVersion: z.string(),
  health: z.string(),
  serviceIds: z.array(z.string()),
  components: z.array(z.looseObject({ serviceId: z.string(), serviceCname: z.string(), image: z.string() })),
  drift: z.array(z.looseObject({ category: z.string() })),
  ownsApp: z.boolean(),
});

/** An installed app as the stack's state holds it. */
export interface StoredApp {
  readonly urn: string;
  readonly id: string | undefined;
  readonly initErrors: readonly string[];
  readonly outputs: z.infer<typeof outputsSchema>;
}

/** The one `MarketApp` in the stack's state; fails if there is none or more than one. */
export async function storedApp(project: Project): Promise<StoredApp> {
  const { resources } = await project.deployment();
  const apps = resources.filter(({ type }) => /rainbond:(index:)?MarketApp$/.test(type));
  const [only] = apps;
  if (!only || apps.length > 1) throw new Error(`The state holds ${apps.length} installed apps`);
  return { urn: only.urn, id: only.id, initErrors: only.initErrors, outputs: outputsSchema.parse(only.outputs) };
}
