import { z } from "zod";
import { RegionError } from "../../cluster/region-errors";
import type { Component, Team } from "../../state/records";
import type { World } from "../../world";

const statusesSchema = z.object({
  list: z.array(z.object({ service_id: z.string(), status: z.unknown().optional() })).nullish(),
});

/** Returns the statuses by service id; empty if the cluster fails, and without those that it leaves out. */
export function statusesOf(
  world: World,
  team: Team,
  regionName: string,
  components: readonly Component[],
): Map<string, unknown> {
  if (components.length === 0) return new Map();
  const list = askStatuses(world, team, regionName, components);
  return new Map((list ?? []).map((item) => [item.service_id, item.status]));
}

/** Returns what the cluster lists, `undefined` if its answer has no list, and an empty list if the call fails. */
export function askStatuses(
  world: World,
  team: Team,
  regionName: string,
  components: readonly Component[],
): { service_id: string; status?: unknown }[] | undefined {
  try {
    const parsed = statusesSchema.safeParse(world.cluster.servicesStatus(team, regionName, components));
    return parsed.success ? (parsed.data.list ?? undefined) : undefined;
  } catch (error) {
    if (error instanceof RegionError) return [];
    throw error;
  }
}
