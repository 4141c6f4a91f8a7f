import { z } from "zod";
import type { Configuration } from "../configuration/configuration";
import type { Plan } from "../plan/plan";
import type { Surroundings } from "../lifecycle/surroundings";
import type { NamedMarkets } from "../templates/origin";
import type { Possession } from "../run/claims";
import type { Misfit } from "./misfit";
import type { TimedOperation } from "./timeouts";

/** Properties as Pulumi sends them and keeps them. */
export type Wire = Record<string, unknown>;

const wire = z.record(z.string(), z.unknown());

/** Plain JSON: Pulumi refuses anything else, after the work is done. */
export function wireOf(value: object): Wire {
  return wire.parse(JSON.parse(JSON.stringify(value)));
}

/** What the inputs and the state of every resource have beside what is declared. */
export interface Hidden {
  readonly __rbUrn: string;
  readonly __rbTimeouts?: Partial<Record<TimedOperation, string | undefined>> | undefined;
}

/** One kind of resource, in the lifecycle's words. */
export interface ResourceKind<Inputs extends Hidden, State extends Hidden> {
  /** The class's name, for messages. */
  readonly name: string;
  readonly inputs: z.ZodObject & z.ZodType<Inputs>;
  /** The same with everything optional: what is known of the inputs in a preview. */
  readonly declared: z.ZodType<Partial<Inputs>>;
  readonly state: z.ZodObject & z.ZodType<State>;
  /** Fills in what the program leaves out, from the last inputs and the configuration. */
  readonly complete: (news: Wire, olds: Wire, configuration: Configuration) => Wire;
  /** What no schema of single inputs can say. */
  readonly contradictions: (news: Wire, olds: Wire) => Misfit[];
  /**
   * Holds, in a check, what is new or changed against what servers say, and learns what the diff that follows should know of it. What they don't tell
   * soon isn't judged.
   * @param before the last inputs; `undefined` of a new resource
   * @param unknown the inputs that aren't known yet
   */
  readonly foresee: (
    before: Partial<Inputs> | undefined,
    now: Partial<Inputs>,
    unknown: ReadonlySet<string>,
    configuration: Configuration,
  ) => Promise<Misfit[]>;
  readonly plan: (declared: Partial<Inputs>, unknown: ReadonlySet<string>, state: State) => Plan;
  /** What is certain of the state before it is made, beside what is declared. */
  readonly certain: (declared: Partial<Inputs>, unknown: ReadonlySet<string>) => Wire;
  /** Where the outputs may change in the update that is planned, beside what is declared: keys from the outside in, `*` for every item of a list. */
  readonly uncertain: (state: State, plan: Plan) => readonly (readonly string[])[];
  /** Where the outputs show the drift that asks for an update: keys and places in lists from the outside in. */
  readonly drifted: (state: State, declared: Partial<Inputs>) => readonly (readonly (string | number)[])[];
  readonly idOf: (state: State) => string;
  readonly possessionOf: (state: State) => Possession;
  readonly create: (inputs: Inputs, surroundings: Surroundings) => Promise<State>;
  readonly read: (state: State, surroundings: Surroundings) => Promise<State | undefined>;
  /** What the server shows of a thing that somebody else manages, by its id. */
  readonly find: (id: string, surroundings: Surroundings) => Promise<object>;
  /** The state of a thing that is to be managed from now on, by its id or its names. */
  readonly import: (id: string, named: NamedMarkets, surroundings: Surroundings) => Promise<State>;
  /** The declared inputs as the server shows them. */
  readonly observedInputs: (state: State) => Wire;
  readonly update: (state: State, inputs: Inputs, surroundings: Surroundings) => Promise<State>;
  readonly remove: (state: State, surroundings: Surroundings) => Promise<void>;
}
