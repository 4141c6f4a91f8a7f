import type { AppAddress, ConsoleComponent } from "../../console";
import { RainbondError } from "../../errors";
import type { MarketAppInputs } from "../../model";
import type { Surroundings } from "../surroundings";
import { templateIfKnown } from "./template";

/** An install that was found, and the version that it is at. */
export interface FoundInstall {
  readonly at: AppAddress;
  readonly inputs: MarketAppInputs;
  readonly version: string;
  /** What to do instead, a sentence without its full stop. */
  readonly cure: string;
}

/**
 * Refuses an install that lacks a component of its version's template, where the store tells the template: by this API it can neither be completed
 * nor ever be upgraded, so it mustn't pass for the whole app.
 */
export async function refuseIncomplete(
  { at, inputs, version, cure }: FoundInstall,
  components: readonly ConsoleComponent[],
  surroundings: Surroundings,
): Promise<void> {
  const template = await templateIfKnown({ ...inputs, appModelVersion: version }, surroundings);
  const keys = new Set(components.map((component) => component.serviceKey));
  const lacks = (template ?? []).filter((one) => !keys.has(one.serviceKey));
  if (lacks.length === 0) return;
  throw new RainbondError(
    `the install in app group ${at.appId} lacks component ${lacks.map((one) => one.serviceCname).join(", ")} of version "${version}", and Rainbond's ` +
      `API can't bring a single component back. ${cure}`,
  );
}
