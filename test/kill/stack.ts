/** What is done to a stack. */
export type Operation =
  | {
      readonly kind: "up";
      readonly declared: Declared;
      readonly refresh?: boolean;
      readonly replace?: boolean;
      readonly timeouts?: Timeouts;
    }
  /** `pulumi preview --refresh --expect-no-changes` */
  | { readonly kind: "preview"; readonly declared: Declared }
  | { readonly kind: "destroy" }
  /** Frees the stack of the lock that a killed engine left. */
  | { readonly kind: "cancel" };

/** The resource's `customTimeouts`. */
export interface Timeouts {
  readonly create: string;
  readonly update: string;
  readonly delete: string;
}

/** Long enough for a busy machine, short enough not to hold up a run when something waits for what can't come. */
export const usualSeconds = 90;

/** The same as a program declares it. */
export const usualTimeouts: Timeouts = {
  create: `${usualSeconds}s`,
  update: `${usualSeconds}s`,
  delete: `${usualSeconds}s`,
};

/** The arguments of each `MarketApp` in the program, by its name. */
export type Declared = Readonly<Record<string, AppArguments>>;

/** The arguments of one `MarketApp`. */
export type AppArguments = Readonly<Record<string, unknown>>;

/** How a command ended. */
export interface Outcome {
  /** Null if it was killed. */
  readonly exitCode: number | null;
  /** What it printed. */
  readonly text: string;
}

/** A command under way. */
export interface Running {
  readonly outcome: Promise<Outcome>;
  /** Ends the engine with SIGKILL; the provider process isn't touched. Settles once the engine is gone. */
  killCli(): Promise<void>;
  /** Ends the provider process with SIGKILL; the engine isn't touched. Settles once the process is gone. */
  killProvider(): Promise<void>;
  /** Settles once the provider process has ended, by itself or not. */
  providerEnded(): Promise<void>;
}

/** An app as the state holds it. */
export interface StoredResource {
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly initErrors: readonly string[];
}

/** What a stack's state holds. */
export interface StackState {
  /** The apps that it knows, by their names. */
  readonly resources: Readonly<Record<string, StoredResource>>;
  /** The operations that were cut short: `creating`, `updating`, `deleting`. */
  readonly pending: readonly string[];
}

/** A stack of `MarketApp`s, whoever runs it: Pulumi's real engine, or the driver that does as the engine does. */
export interface Stack {
  /** Begins a command with these variables beside the stack's own; among them is the token that its provider shows the console. */
  begin(operation: Operation, environment: NodeJS.ProcessEnv): Running;
  state(): Promise<StackState>;
  /** True while a killed engine's lock keeps every writing command out. */
  isLocked(): Promise<boolean>;
  /** A stack of its own with the same state, for a Rainbond at this address. */
  copy(url: string): Promise<Stack>;
  /** Ends all processes of the stack, survivors too. */
  close(): Promise<void>;
}
