import type { AppAddress, AppGroup, TeamAddress } from "../../console";
import { isConsoleError, RainbondError } from "../../errors";
import { isSameStack, k8sAppFor, makerOf, nameOf, noteFor } from "../../identity";
import { noteTakenOver } from "../taken-over";
import type { Surroundings } from "../surroundings";

/** An app group that a resource wants to own. */
export interface WantedGroup extends TeamAddress {
  readonly appName: string;
  /** Default: for people, and to tell whose it is. */
  readonly appNote?: string | undefined;
  /** True if a group that isn't there must not be made. */
  readonly mustExist?: boolean;
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
  const k8sApp = k8sAppFor(surroundings.urn);
  const before = await findGroup(wanted, k8sApp, surroundings);
  if (before) return found(before, wanted, surroundings);
  if (wanted.mustExist === true) {
    throw new RainbondError(
      "adopt: there is no app group of this resource, so there is nothing to take over. Nothing was changed. Declare the appId of the group that " +
        "holds the app",
    );
  }
  surroundings.progress.doing("making the app group");
  try {
    const note = wanted.appNote ?? noteFor(surroundings.urn);
    const group = await surroundings.console.createApp(wanted, { name: wanted.appName, k8sApp, note });
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
    await refuseNameOfSibling(wanted, surroundings);
    throw new RainbondError(
      `appName: the team has another app group named "${wanted.appName}": ${thrown.refusal}. Choose another appName, or leave it out to get a free one`,
    );
  }
  const mayExist =
    isConsoleError(thrown, "k8sAppTaken", "k8sAppTakenInCluster") ||
    (isConsoleError(thrown) && thrown.effect === "unknown");
  const group = mayExist ? await findGroup(wanted, k8sApp, surroundings) : undefined;
  if (!group) throw thrown;
  return found(group, wanted, surroundings);
}

/** The group with the wanted name may be this very resource's, under the name or in the place that it had before. */
async function refuseNameOfSibling(wanted: WantedGroup, { console, urn }: Surroundings): Promise<void> {
  const group = (await console.listApps(wanted)).find(({ name }) => name === wanted.appName);
  const maker = group && makerOf(group.note);
  if (!group || maker === undefined || !isSameStack(maker, urn)) return;
  throw new RainbondError(
    `appName: app group ${group.appId} "${group.name}" was made by this stack's resource "${nameOf(maker)}". Nothing was changed. If that is this ` +
      `resource under its old name or in its old place, give it the option aliases: ["${maker}"]; else choose another appName`,
  );
}

async function found(group: AppGroup, wanted: WantedGroup, surroundings: Surroundings): Promise<OwnGroup> {
  const named = `app group ${group.appId} (${group.name})`;
  const at = { ...wanted, appId: group.appId };
  if (await mayBeOfPredecessor(at, surroundings)) {
    throw new RainbondError(
      `${named} belongs to the resource that this one is to replace, and that one still exists. Nothing was changed. ` +
        "Replace it with the option deleteBeforeReplace: true, which is the default of the TypeScript classes, and without retainOnDelete",
    );
  }
  const manager = surroundings.managerOf(at);
  if (manager !== undefined) {
    throw new RainbondError(
      `${named} has the Kubernetes name of this resource and belongs to ${manager}, which had this name before. Nothing was changed. ` +
        "Give one of the two another name",
    );
  }
  noteTakenOver(at, surroundings);
  surroundings.progress.warn(`goes on with ${named}, which an earlier attempt made`);
  return { group, wasFound: true };
}

/** The old group stays where others have put something into it: then it is known to be done with once its install is gone from it. */
async function mayBeOfPredecessor(at: AppAddress, surroundings: Surroundings): Promise<boolean> {
  const { console, urn, isAlive, hasOther, installsBefore } = surroundings;
  if (!isAlive(urn) || hasOther(at)) return false;
  const numbers = installsBefore(at);
  if (numbers.length === 0) return true;
  return (await console.listComponents(at)).some((one) => numbers.includes(one.tenantServiceGroupId));
}

/** Some databases of the console compare names without regard to case. */
async function findGroup(at: TeamAddress, k8sApp: string, { console }: Surroundings): Promise<AppGroup | undefined> {
  const groups = await console.listApps(at);
  return groups.find((group) => group.k8sApp.toLowerCase() === k8sApp);
}
