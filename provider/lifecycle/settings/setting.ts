import type { AppAddress, ConsoleComponent } from "../../console";
import type { Target } from "../plan/settings-fit";
import type { Ledger } from "./ledger";

/** One component that settings are applied to. */
export interface Setting {
  readonly at: AppAddress;
  readonly target: Target<ConsoleComponent>;
  readonly ledger: Ledger;
  /** True if a value that was applied as it is declared is left as it is found. */
  readonly keepsFound: boolean;
  /** True if the install was just adopted: what is as declared there was so before, and its pods know it. */
  readonly isAdopted: boolean;
  /** Which of the settings are secret, each a path into them, the component's name first. */
  readonly secrets: readonly (readonly string[])[];
  /** The variables as the last refresh found them. */
  readonly envsFound: Readonly<Record<string, string>>;
}
