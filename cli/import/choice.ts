import { messageOf } from "../../provider/errors";
import { shown } from "../../provider/screen";
import type { Entry, Inventory } from "../inventory/report";
import { has } from "../inventory/managers";
import { nameOf } from "../inventory/table";
import type { Say } from "../terminal/status-line";
import type { Link } from "../inventory/link";
import { originOf } from "../../provider/templates/origin";
import type { NamedMarket } from "../../provider/model";
import { resourceName } from "./names";
import { recordedState, type Imported } from "./recorded";
import { urnIn, type Target } from "./target";

/** What is imported of an inventory, and what isn't, a line each with its reason. */
export interface Choice {
  readonly imported: readonly Imported[];
  readonly leftOut: readonly string[];
  /** What the stack has already. */
  readonly there: readonly Entry[];
}

/** Looks at everything in the inventory as a take-over would. */
export async function choose(
  { entries }: Inventory,
  markets: readonly NamedMarket[],
  target: Target,
  link: Link,
  say: Say,
): Promise<Choice> {
  const there = entries.filter((entry) => target.managed.some((one) => has(one, entry)));
  const others = entries.filter((entry) => !there.includes(entry));
  let done = 0;
  const judged = others.map(async (entry) => {
    const one = await judge(entry, markets, target, link).catch((thrown: unknown) => messageOf(thrown));
    say(`Looking at the installs: ${++done} of ${others.length} …`);
    return typeof one === "string" ? `${nameOf(entry)}: ${one}` : one;
  });
  const all = await Promise.all(judged);
  return {
    there,
    imported: all.flatMap((one) => (typeof one === "string" ? [] : [one])),
    leftOut: all.flatMap((one) => (typeof one === "string" ? [one] : [])),
  };
}

/** What the install becomes, or why it can't. */
async function judge(
  entry: Entry,
  markets: readonly NamedMarket[],
  target: Target,
  link: Link,
): Promise<Imported | string> {
  if (entry.managedBy.length > 0) {
    return (
      `it is managed by ${entry.managedBy.join(" and ")}, by a stack's state or the note on its app group. If no stack has it any more, take it over with ` +
      `adopt: ${entry.tenantServiceGroupId}, or remove the note in the web console`
    );
  }
  if (entry.obstacles.length > 0) return entry.obstacles.join("; ");
  const origin = await originOf(entry, { markets, by: "--market" }, link.store, link.marketAccessKey);
  if ("obstacle" in origin) return shown(origin.obstacle);
  const name = resourceName(entry);
  return { entry, name, state: await recordedState(entry, origin.market, urnIn(target, name), link) };
}
