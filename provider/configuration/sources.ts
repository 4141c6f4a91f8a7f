import type { Config } from "@pulumi/pulumi/dynamic";

/** A process's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where values are given. A blank text is as good as none: CI systems set those for secrets that a run may not see. */
export interface Sources {
  /** An explicit `Provider`'s arguments. */
  readonly argument: (key: string) => string | undefined;
  /** The environment, which acts at once, in every command. */
  readonly variable: (name: string) => string | undefined;
  /** The stack's configuration. An explicit provider is given none. */
  readonly stack: (key: string) => string | undefined;
}

/** The sources of a provider process: what Pulumi configured it with, and its environment. */
export function sourcesOf(config: Config | undefined, environment: Environment): Sources {
  return {
    argument: (key) => text(config?.get(`rainbond-provider:${key}`)),
    variable: (name) => text(environment[name]),
    stack: (key) => text(config?.get(`rainbond:${key}`)),
  };
}

/** A stack's file may hold `true` and `8` as they are. */
function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") return JSON.stringify(value);
  return value.trim() === "" ? undefined : value;
}
