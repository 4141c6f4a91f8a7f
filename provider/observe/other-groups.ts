import type { AppAddress, AppGroup, ConsoleComponent } from "../console";
import { isConsoleError } from "../errors";
import type { Sight } from "./sight";

/** An app group of the team with all that is in it. */
export interface OtherGroup {
  readonly group: AppGroup;
  readonly components: readonly ConsoleComponent[];
}

/** The team's app groups beside this one. One that goes before it is looked into, as while several apps are removed at once, holds nothing. */
export async function otherGroups(at: AppAddress, { console }: Sight): Promise<OtherGroup[]> {
  const groups = (await console.listApps(at)).filter(({ appId }) => appId !== at.appId);
  const looks = groups.map(async (group) => {
    const components = await console.listComponents({ ...at, appId: group.appId }).catch((thrown: unknown) => {
      if (isConsoleError(thrown, "appMissing")) return [];
      throw thrown;
    });
    return { group, components };
  });
  return Promise.all(looks);
}
