import type { AppliedSettings, AppliedToComponent } from "../../model";

/** What has been applied of settings so far, entered at once: whatever fails later, the next update goes on from there. */
export class Ledger {
  readonly #components: Map<string, AppliedToComponent>;
  readonly #rules: Set<string>;
  readonly #restarts: Set<string>;

  /** @param enter keeps what is known now */
  constructor(
    before: AppliedSettings | undefined,
    private readonly enter: (now: AppliedSettings) => void,
  ) {
    this.#components = new Map(before?.components.map((one) => [one.serviceId, one]));
    this.#rules = new Set(before?.rules);
    this.#restarts = new Set(before?.restarts);
  }

  /** What is entered by now. */
  get now(): AppliedSettings {
    return {
      components: [...this.#components.values()],
      rules: [...this.#rules],
      restarts: [...this.#restarts],
    };
  }

  /** What was applied to a component. */
  of(serviceId: string): AppliedToComponent | undefined {
    return this.#components.get(serviceId);
  }

  hasRule(ruleId: string): boolean {
    return this.#rules.has(ruleId);
  }

  /** All is applied that is declared of a component. */
  apply(one: AppliedToComponent): void {
    this.#components.set(one.serviceId, one);
    this.enter(this.now);
  }

  /** Forgets what was applied to all other components: nothing is declared of them any more. */
  keepOnly(serviceIds: readonly string[]): void {
    for (const serviceId of this.#components.keys()) {
      if (!serviceIds.includes(serviceId)) this.#components.delete(serviceId);
    }
    this.enter(this.now);
  }

  addRule(ruleId: string): void {
    this.#rules.add(ruleId);
    this.enter(this.now);
  }

  removeRule(ruleId: string): void {
    this.#rules.delete(ruleId);
    this.enter(this.now);
  }

  /** The component's pods have to be told of its variables. Entered before these are changed. */
  owe(serviceId: string): void {
    this.#restarts.add(serviceId);
    this.enter(this.now);
  }

  /** The pods of these have been told, or will be by their next start. */
  settle(serviceIds: readonly string[]): void {
    for (const serviceId of serviceIds) this.#restarts.delete(serviceId);
    this.enter(this.now);
  }
}
