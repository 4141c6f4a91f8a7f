import type { AppAddress, ComponentPort, ConsoleComponent, HttpRule } from "../../console";
import type { Settings } from "../../model";
import type { AppliedDomain } from "../../observe/settings";
import type { Target } from "../../plan/settings-fit";
import type { Ledger } from "./ledger";

/** Settings that an install is to have. */
export interface SettingsWanted {
  readonly at: AppAddress;
  readonly settings: Settings | undefined;
  /** Which of the settings are secret, each a path into them, the component's name first. */
  readonly secrets: readonly (readonly string[])[];
  /** True if a value that was applied as it is declared is left as it is found. */
  readonly keepsFound: boolean;
  /** The components of the install. */
  readonly components: readonly ConsoleComponent[];
  /** True if components may just be being built: those are told of their variables by that. */
  readonly mayBuild: boolean;
  /** True if the install was just adopted: what is as declared there was so before, and its pods know it. */
  readonly isAdopted: boolean;
  /** The settings as the last refresh found them. */
  readonly found: Settings;
}

/** A declared domain, with the port that it leads to and the rule that is there for it. */
export interface PlacedDomain {
  readonly domain: AppliedDomain;
  readonly port: ComponentPort;
  readonly rule: HttpRule | undefined;
  /** True if the port has to be opened to the outside. */
  readonly isClosed: boolean;
  /** True if it was applied as it is declared, and is left as it is found. */
  readonly isKept: boolean;
}

/** A component with what is declared of it, its domains placed. */
export interface PlacedTarget extends Target<ConsoleComponent> {
  readonly domains: readonly PlacedDomain[];
}

/** One component that settings are applied to. */
export interface Setting {
  readonly wanted: SettingsWanted;
  readonly target: PlacedTarget;
  readonly ledger: Ledger;
}
