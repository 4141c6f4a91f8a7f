import type { AppAddress } from "../../console";
import type { MarketAppInputs } from "../../model";
import type { Template } from "../template/template";

/** An install that is to be in an app group. */
export interface Wanted {
  readonly at: AppAddress;
  readonly inputs: MarketAppInputs;
  /** The declared version's. */
  readonly template: Template;
  /** True in an app group that the resource made for itself. */
  readonly ownsGroup: boolean;
  /** When this operation made the app group, by the clock; `undefined` for one that was there. */
  readonly groupMadeAt: number | undefined;
  /** The number of the install that the state has, of which no more than leftovers are there; 0 for none. */
  readonly recorded: number;
}
