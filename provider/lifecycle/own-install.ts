import { RainbondError } from "../errors";
import { adoptable, describeCandidates } from "./adopt";
import { namesOf } from "./component-list";
import { countedInstalls, type GroupContents, type NumberedInstall } from "./group-contents";
import { neverDeployed, removeLeftovers } from "./leftovers";
import type { Surroundings } from "./surroundings";
import { isInstallOf, isPartOf } from "./template";
import type { Wanted } from "./wanted";

/**
 * The install that an earlier attempt made in a group of ours. What failed attempts left beside it, or instead of it, is removed. Anything else
 * in the group isn't ours: without an install of ours beside it, it is an error.
 */
export async function ownInstall(
  wanted: Wanted,
  contents: GroupContents,
  surroundings: Surroundings,
): Promise<NumberedInstall | undefined> {
  const { at, inputs, template } = wanted;
  const counted = contents.installs.size === 0 ? [] : await countedInstalls(at, surroundings);
  const ours = likelyOurs(wanted, contents, counted);
  const leftovers = contents.unfinished.filter((component) => isPartOf(template, component));
  // A failed install that the console couldn't take back is complete, and yet none: the console doesn't count it, and nothing of it ever ran.
  const isNone =
    ours && counted?.includes(inputs.appModelId) === false && (await neverDeployed(at, ours[1], surroundings));
  if (ours && isNone !== true) {
    await removeLeftovers(at, leftovers, template, surroundings);
    return ours;
  }
  refuseOthers(wanted, contents, ours?.[0]);
  await removeLeftovers(at, [...leftovers, ...(ours?.[1] ?? [])], template, surroundings);
  return undefined;
}

/** By its template, or, where that is unknown or has changed, as the group's only install, which the console counts as one of this model. */
function likelyOurs(
  { inputs, template }: Wanted,
  { installs }: GroupContents,
  counted: readonly string[] | undefined,
): NumberedInstall | undefined {
  const alike = [...installs].filter(([, components]) => isInstallOf(template, components));
  if (alike.length > 0) return alike.length === 1 ? alike[0] : undefined;
  const isOnlyOne = installs.size === 1 && counted?.length === 1 && counted[0] === inputs.appModelId;
  return isOnlyOne ? [...installs][0] : undefined;
}

function refuseOthers({ at, template }: Wanted, contents: GroupContents, ours: number | undefined): void {
  const installs = [...contents.installs].filter(([number]) => number !== ours);
  const strange = contents.unfinished.filter((component) => !isPartOf(template, component));
  if (installs.length + strange.length === 0) return;
  const others = installs.map(([number, components]) => `install group ${number} (${namesOf(components)})`);
  if (strange.length > 0) others.push(`unfinished components (${namesOf(strange)})`);
  const candidates = adoptable(installs, template);
  const why =
    template === null
      ? "the app store can't be asked whether that is this app"
      : "that isn't exactly one install of this app";
  throw new RainbondError(
    `app group ${at.appId}, which has this resource's name, holds ${others.join(" and ")}, and ${why}. Nothing was installed. ` +
      (candidates.length > 0 ? `If it is this app, declare ${describeCandidates(candidates)}; else remove` : "Remove") +
      " what doesn't belong there in the web console, or declare another appId",
  );
}
