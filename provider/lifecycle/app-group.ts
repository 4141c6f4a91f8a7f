import type { AppGroup, TeamAddress } from "../console";
import { isConsoleError, RainbondError } from "../errors";
import { k8sAppFor } from "./identity";
import type { Surroundings } from "./surroundings";

/** An app group that a resource wants to own. */
export interface WantedGroup extends TeamAddress {
  readonly urn: string;
  readonly appName: string;
  readonly note: string;
}

/** The app group of a resource: just made, or found because an earlier attempt made it. */
export interface OwnGroup {
  readonly group: AppGroup;
  readonly wasFound: boolean;
}

/**
 * The one app group of this resource: finds it by the Kubernetes name that is derived from the URN, or makes it. The console refuses a second
 * group of that name, so an attempt whose answer was lost is found by the next one. What is in a found group is for the caller to judge.
 */
export async function ensureOwnGroup(wanted: WantedGroup, surroundings: Surroundings): Promise<OwnGroup> {
  const k8sApp = k8sAppFor(wanted.urn);
  const before = await findGroup(wanted, k8sApp, surroundings);
  if (before) return found(before, wanted, surroundings);
  surroundings.progress.doing(`making app group ${wanted.appName}`);
  try {
    const group = await surroundings.console.createApp(wanted, { name: wanted.appName, k8sApp, note: wanted.note });
    return { group, wasFound: false };
  } catch (thrown) {
    return foundAfter(thrown, wanted, k8sApp, surroundings);
  }
}

async function foundAfter(
  thrown: unknown,
  wanted: WantedGroup,
  k8sApp: string,
  surroundings: Surroundings,
): Promise<OwnGroup> {
  if (isConsoleError(thrown, "appNameTaken")) {
    throw new RainbondError(
      `appName: the team has another app group named "${wanted.appName}" (${thrown.said}). Choose another appName, or leave it out to get a free one`,
    );
  }
  const mayExist =
    isConsoleError(thrown, "k8sAppTaken", "k8sAppTakenInCluster") ||
    (isConsoleError(thrown) && thrown.effect === "unknown");
  const group = mayExist ? await findGroup(wanted, k8sApp, surroundings) : undefined;
  if (!group) throw thrown;
  return found(group, wanted, surroundings);
}

function found(group: AppGroup, wanted: WantedGroup, surroundings: Surroundings): OwnGroup {
  if (surroundings.isAlive(wanted.urn)) {
    throw new RainbondError(
      `app group ${group.appId} (${group.name}) belongs to the resource that this one is to replace, and that one still exists. ` +
        "Replace it with deleteBeforeReplace, which is the default of this class",
    );
  }
  surroundings.progress.warn(
    `goes on with app group ${group.appId} (${group.name}), which an earlier run of this resource made`,
  );
  return { group, wasFound: true };
}

/** Some databases of the console compare names without regard to case. */
async function findGroup(at: TeamAddress, k8sApp: string, { console }: Surroundings): Promise<AppGroup | undefined> {
  const groups = await console.listApps(at);
  return groups.find((group) => group.k8sApp.toLowerCase() === k8sApp);
}
