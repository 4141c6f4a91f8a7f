import { groupKey, type AppAddress } from "../console";

/** What a resource has on the server: an app group of its own, an install in a group, or both. */
export interface Possession {
  readonly group: AppAddress;
  readonly ownsGroup: boolean;
  /** 0 for none. */
  readonly tenantServiceGroupId: number;
}

/**
 * Which resources of this run have what, as far as Pulumi has shown their states. So what one resource has is neither taken nor deleted by another,
 * which happens when a resource gets another name without an alias.
 */
export class Claims {
  readonly #urns = new Map<string, Set<string>>();
  readonly #replaced = new Set<string>();
  readonly #known = new Set<string>();

  /** Notes that the resource has these; one that was renamed is known by both URNs. */
  note(possession: Possession, ...urns: readonly string[]): void {
    for (const key of keysOf(possession)) {
      const known = this.#urns.get(key) ?? new Set();
      for (const urn of urns) {
        known.add(urn);
        this.#known.add(urn);
      }
      this.#urns.set(key, known);
    }
  }

  /** Notes that the resource which owns the group is to be replaced, and the group with it. */
  noteReplacement(group: AppAddress): void {
    this.#replaced.add(groupKey(group));
  }

  /** True for a group that is about to go: what is in it has to go first. */
  isBeingReplaced(group: AppAddress): boolean {
    return this.#replaced.has(groupKey(group));
  }

  /** Forgets what the resource had. */
  forget(possession: Possession): void {
    for (const key of keysOf(possession)) this.#urns.delete(key);
  }

  /** True if what the resource has is known, and is another install, or, without a number, another group. */
  hasOther(urn: string, group: AppAddress, tenantServiceGroupId?: number): boolean {
    return this.#known.has(urn) && this.#urns.get(keyOf(group, tenantServiceGroupId))?.has(urn) !== true;
  }

  /** The numbers of the installs that the resource is known to have in the group. */
  installsOf(urn: string, group: AppAddress): number[] {
    const place = `${keyOf(group)}/`;
    const keys = [...this.#urns].flatMap(([key, urns]) => (key.startsWith(place) && urns.has(urn) ? [key] : []));
    return keys.map((key) => Number(key.slice(place.length)));
  }

  /** The URN of another resource that has the install, or, without a number, the group. */
  ofAnother(urn: string, group: AppAddress, tenantServiceGroupId?: number): string | undefined {
    const urns = this.#urns.get(keyOf(group, tenantServiceGroupId)) ?? new Set();
    return urns.has(urn) ? undefined : [...urns][0];
  }
}

function keysOf({ group, ownsGroup, tenantServiceGroupId }: Possession): string[] {
  return [
    ...(ownsGroup ? [keyOf(group)] : []),
    ...(tenantServiceGroupId > 0 ? [keyOf(group, tenantServiceGroupId)] : []),
  ];
}

function keyOf(group: AppAddress, tenantServiceGroupId?: number): string {
  return tenantServiceGroupId === undefined ? groupKey(group) : `${groupKey(group)}/${tenantServiceGroupId}`;
}
