import type { AppAddress, ConsoleComponent } from "../../console";
import { RainbondError } from "../../errors";
import type { MarketAppInputs } from "../../model";
import { namesOf } from "../../observe/component-list";
import type { GroupLook, NumberedInstall } from "../../observe/group-look";
import { refuseIncomplete } from "../template/incomplete";
import { installedVersion } from "../../observe/installed-version";
import type { Surroundings } from "../surroundings";
import { isPartOf } from "../template/template";
import type { Wanted } from "./wanted";

/**
 * The install that is to be taken over instead of making one: with `adopt: true` the only one in the group that can be this app's, with a number
 * that one. It must be at the declared version. Anything else is an error, and nothing is changed.
 */
export async function installToAdopt(
  wanted: Wanted,
  look: GroupLook,
  surroundings: Surroundings,
): Promise<NumberedInstall> {
  const { at, inputs } = wanted;
  const installs = await look.thatAre("installed");
  const candidates = await adoptable(wanted, installs, look);
  const chosen = inputs.adopt === true ? candidates : candidates.filter(([number]) => number === inputs.adopt);
  const [only] = chosen;
  if (!only || chosen.length > 1) throw await noSuchInstall(wanted, candidates, look);
  refuseManaged(at, only[0], surroundings);
  await refuseOtherVersion(at, inputs, only, surroundings);
  const cure = "Nothing was changed. To install the app instead, leave adopt out";
  await refuseIncomplete({ at, inputs, version: inputs.appModelVersion, cure }, only[1], surroundings);
  return only;
}

/** The installs that can be this app's, whatever their version: the console says it, and where it can't, they share a component with the template. */
export async function adoptable(
  { inputs, template }: Wanted,
  installs: readonly NumberedInstall[],
  look: GroupLook,
): Promise<readonly NumberedInstall[]> {
  const sharesKey = (components: readonly ConsoleComponent[]): boolean =>
    template === null || components.some((component) => isPartOf(template, component));
  return look.ofModel(inputs.appModelId, installs, sharesKey);
}

/** Installs in words, each with the argument that takes it over. */
export function describeCandidates(installs: readonly NumberedInstall[]): string {
  return installs.map(([number, components]) => `adopt: ${number} (${namesOf(components)})`).join(" or ");
}

async function noSuchInstall(
  { at, inputs: { adopt } }: Wanted,
  candidates: readonly NumberedInstall[],
  look: GroupLook,
): Promise<RainbondError> {
  const wanted = adopt === true ? "exactly one install of this app" : `an install of this app with number ${adopt}`;
  const there =
    candidates.length > 0
      ? `one of these can be taken over: ${describeCandidates(candidates)}`
      : `none can be taken over${await whyNone(look)}`;
  return new RainbondError(
    `adopt: app group ${at.appId} doesn't hold ${wanted}; ${there}. Nothing was changed. To install the app instead, leave adopt out`,
  );
}

async function whyNone(look: GroupLook): Promise<string> {
  if ((await look.thatAre("installed")).length > 0) return ": what is there is another app";
  return look.installs.size > 0 ? ": what is there is no install, or not yet one" : "";
}

/** What another resource of this run has isn't taken from it: it would delete the app when it goes. */
function refuseManaged(at: AppAddress, number: number, { managerOf }: Surroundings): void {
  const manager = managerOf(at, number);
  if (manager === undefined) return;
  throw new RainbondError(
    `adopt: install group ${number} in app group ${at.appId} belongs to ${manager}. Nothing was changed. ` +
      `If both are one resource under two names, leave adopt out and give it the option aliases: ["${manager}"]`,
  );
}

async function refuseOtherVersion(
  at: AppAddress,
  inputs: MarketAppInputs,
  [number, components]: NumberedInstall,
  surroundings: Surroundings,
): Promise<void> {
  const version = await installedVersion(at, components, inputs.appModelVersion, surroundings);
  if (version === inputs.appModelVersion) return;
  throw new RainbondError(
    `adopt: install group ${number} in app group ${at.appId} is at version "${version}", not "${inputs.appModelVersion}". Nothing was changed. ` +
      `Declare appModelVersion: "${version}" first, and upgrade once it is taken over`,
  );
}
