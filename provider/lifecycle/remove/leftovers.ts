import type { AppAddress, ConsoleComponent } from "../../console";
import { deleteComponents } from "./remove-components";
import type { Surroundings } from "../surroundings";
import type { Template } from "../template/template";

/** Removes the components that a failed install left behind: they were never built, so there is nothing to stop, and no data. */
export async function removeLeftovers(
  at: AppAddress,
  leftovers: readonly ConsoleComponent[],
  template: Template,
  surroundings: Surroundings,
): Promise<void> {
  if (leftovers.length === 0) return;
  surroundings.progress.doing(`removing ${leftovers.length} component(s) of a failed install`);
  await deleteComponents({ at, components: leftovers, template: () => template }, surroundings);
}
