import type { ConsoleComponent } from "../../console";
import { inOrder } from "../../observe/component-list";
import type { Template } from "../template/template";

/** Why components of one install can't be deleted: each is needed by one that is still there. */
export interface Deadlock {
  /** Those that no other one of them needs, by the template: something else does. All of them, where the template isn't known. */
  readonly neededFromOutside: readonly ConsoleComponent[];
  /** One of a ring in which each needs the next, and which no other one of them needs. Only where nothing is needed from outside. */
  readonly ringMember: ConsoleComponent | undefined;
}

/** Tells from the template what holds components that can't be deleted. Pure. */
export function explainDeadlock(stuck: readonly ConsoleComponent[], template: Template): Deadlock {
  if (template === null) return { neededFromOutside: inOrder(stuck), ringMember: undefined };
  const needs = new Map(template.map((one) => [one.serviceKey, one.needs]));
  const needers = (of: ConsoleComponent): ConsoleComponent[] =>
    stuck.filter((other) => other !== of && needs.get(other.serviceKey)?.includes(of.serviceKey));
  const neededFromOutside = inOrder(stuck).filter((component) => needers(component).length === 0);
  if (neededFromOutside.length > 0) return { neededFromOutside, ringMember: undefined };
  const all = new Map(stuck.map((component) => [component, reachable(component, needers)]));
  const isInFirstRing = (component: ConsoleComponent): boolean =>
    [...(all.get(component) ?? [])].every((needer) => all.get(needer)?.has(component));
  return { neededFromOutside, ringMember: inOrder(stuck).find(isInFirstRing) };
}

function reachable(
  from: ConsoleComponent,
  next: (of: ConsoleComponent) => ConsoleComponent[],
): ReadonlySet<ConsoleComponent> {
  const found = new Set<ConsoleComponent>();
  const open = next(from);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    open.push(...next(node));
  }
  return found;
}
