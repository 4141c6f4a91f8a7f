import type { Sources } from "./sources";

/** YAML takes a bare `off` for false in some of its versions. */
const switches: Readonly<Record<string, boolean>> = { on: true, true: true, off: false, false: false };

/** Whether checks and refreshes ask app stores (`validate`, on if nothing says otherwise), and what is wrong with how that is set, a sentence each. */
export function validationOf(from: Sources): { asksStore: boolean; faults: string[] } {
  const given = from.argument("validate") ?? from.variable("RAINBOND_VALIDATE") ?? from.stack("validate") ?? "on";
  const asksStore = switches[given];
  if (asksStore !== undefined) return { asksStore, faults: [] };
  const places = "(RAINBOND_VALIDATE, rainbond:validate, or the Provider's validate)";
  return { asksStore: true, faults: [`validate is "${given}", neither on nor off ${places}`] };
}
