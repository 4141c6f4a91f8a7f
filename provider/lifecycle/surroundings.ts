import type { AppAddress, Console } from "../console";
import type { Sight } from "../observe/sight";
import type { StoreReader } from "../store";

/** Time, as an argument, so that the lifecycle has none of its own. */
export interface Clock {
  /** Milliseconds since any fixed moment. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** What people see of an operation while it runs. */
export interface Progress {
  /** What is being done now, or waited for; replaces the last such line. Said again, it may be left out. */
  doing(phase: string): void;
  /** Something to know that is no failure; stays. */
  warn(text: string): void;
}

/** What an operation works with. */
export interface Surroundings extends Sight {
  /** The resource's URN, as the program declares it now. */
  readonly urn: string;
  readonly console: Console;
  /** How many calls that may change the server this operation has sent. */
  readonly writesSoFar: () => number;
  readonly store: StoreReader;
  /** The outcome of a look-up that the operation can do without, if it comes soon; `undefined` also where such look-ups are switched off. */
  readonly ifSoon: <Outcome>(look: () => Promise<Outcome>) => Promise<Outcome | undefined>;
  readonly clock: Clock;
  readonly progress: Progress;
  /** The key for the app store where none is declared; read when an install needs it, never stored. */
  readonly defaultMarketAccessKey: string | undefined;
  /** How long the operation may wait, in milliseconds. */
  readonly timeoutMs: number;
  /** When the operation must stop waiting, by the clock. */
  readonly deadline: number;
  /** Runs alone among all that name the same app group, in every provider process of this user on this machine. */
  readonly alone: <T>(group: AppAddress, work: () => Promise<T>) => Promise<T>;
  /** True for a URN whose resource is known to exist: its app group must not be taken over by a `create`. */
  readonly isAlive: (urn: string) => boolean;
  /**
   * True if this resource's state is known, and has another install, or, without a number, another app group: what is there was made by a
   * replacement that was cut short, after the old one was deleted.
   */
  readonly hasOther: (group: AppAddress, tenantServiceGroupId?: number) => boolean;
  /** The numbers of the installs that this resource's state is known to have in the group. */
  readonly installsBefore: (group: AppAddress) => readonly number[];
  /** The removals of this run that get on: what one of them needs may go once it is gone. */
  readonly removals: Set<object>;
  /** What a `create` of this run has gone on with, by `taken-over`: Pulumi tells no provider that it replaces something that it is to delete after. */
  readonly takenOver: Set<string>;
  /** The URN of another resource of this run that has the install, or, without a number, that owns the group. */
  readonly managerOf: (group: AppAddress, tenantServiceGroupId?: number) => string | undefined;
  /** Notes that the install is this resource's, before Pulumi has a state that says so. */
  readonly claim: (group: AppAddress, tenantServiceGroupId: number) => void;
}
