import { Cluster } from "./cluster/cluster";
import type { Clock } from "./cluster/clock";
import { Database } from "./console/call/database";
import { Faults } from "./control/faults";
import { State } from "./state/state";
import { Store } from "./store/store";

/** The whole simulated Rainbond: what it remembers, its cluster, its store, its clock and its faults. */
export class World {
  readonly state = new State();
  readonly store = new Store();
  readonly faults = new Faults();
  readonly database = new Database(this.state, this.faults);
  /** The app groups in which a failed install is just being undone. */
  readonly rollbacks = new Set<number>();
  readonly cluster: Cluster;

  constructor(readonly clock: Clock) {
    this.cluster = new Cluster(this.state, this.faults, clock);
    this.reset();
  }

  /** Returns to the start: two regions, no team, no app, no store entry, no fault. */
  reset(): void {
    this.state.reset();
    this.store.reset();
    this.faults.replace([]);
  }
}
