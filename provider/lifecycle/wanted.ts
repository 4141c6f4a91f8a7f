import type { AppAddress } from "../console";
import type { MarketAppInputs } from "../model";
import type { NumberedInstall } from "./group-contents";
import { isInstallOf, type Template } from "./template";

/** An install that is to be in an app group. */
export interface Wanted {
  readonly at: AppAddress;
  readonly inputs: MarketAppInputs;
  /** The declared version's. */
  readonly template: Template;
  /** True in an app group that the resource made for itself. */
  readonly ownsGroup: boolean;
}

/** Those of the installs whose components are the template's; where the template isn't known, all of them. */
export function alikeOf(installs: readonly NumberedInstall[], { template }: Wanted): readonly NumberedInstall[] {
  return template === null ? installs : installs.filter(([, components]) => isInstallOf(template, components));
}
