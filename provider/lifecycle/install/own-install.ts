import { RainbondError } from "../../errors";
import { adoptable, describeCandidates } from "./adopt";
import { namesOf } from "../../observe/component-list";
import type { GroupLook, NumberedInstall } from "../../observe/group-look";
import { removeLeftovers } from "../remove";
import type { Surroundings } from "../surroundings";
import { isInstallOf } from "../template/template";
import type { Wanted } from "./wanted";

/**
 * The install that an earlier attempt made in a group of ours. What failed attempts left beside it, or instead of it, is removed. Anything else
 * in the group isn't ours: without an install of ours beside it, it is an error.
 */
export async function ownInstall(
  wanted: Wanted,
  look: GroupLook,
  surroundings: Surroundings,
): Promise<NumberedInstall | undefined> {
  const { inputs, template } = wanted;
  const installs = await look.thatAre("installed");
  const [ours, ...more] = await look.ofModel(inputs.appModelId, installs, (one) => isInstallOf(template, one));
  const only = more.length === 0 ? ours : undefined;
  if (!only) await refuseOthers(wanted, look);
  const leftovers = (await look.thatAre("leftBehind")).flatMap(([, components]) => components);
  await removeLeftovers(wanted.at, leftovers, template, surroundings);
  return only;
}

async function refuseOthers(wanted: Wanted, look: GroupLook): Promise<void> {
  const { at, template } = wanted;
  const installs = await look.thatAre("installed");
  const unclear = await look.thatAre("unclear");
  if (installs.length + unclear.length === 0) return;
  const others = [
    ...installs.map(([number, components]) => `install group ${number} (${namesOf(components)})`),
    ...unclear.map(
      ([number, components]) =>
        `what may be left of a failed install, group ${number} (${namesOf(components)}), which the console can't tell`,
    ),
  ];
  const candidates = await adoptable(wanted, installs, look);
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
