import { readFileSync } from "node:fs";
import type { Config } from "@pulumi/pulumi/dynamic";
import type { ConsoleSettings } from "../console";
import { concealSecret, RainbondError } from "../errors";

/** What the provider knows beside a resource's inputs. Looked up at each call, so that a rotated token acts at once. */
export interface Configuration {
  readonly endpoint: string | undefined;
  readonly token: string | undefined;
  readonly teamId: string | undefined;
  readonly regionName: string | undefined;
  readonly marketAccessKey: string | undefined;
  readonly maxConcurrency: string | undefined;
  readonly caFile: string | undefined;
  readonly insecureSkipTlsVerify: string | undefined;
  /** What is contradictory in it, a sentence each. */
  readonly warnings: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration now: the environment first, then the stack's. */
export function readConfiguration(config: Config | undefined, environment: Environment): Configuration {
  const fromStack = (key: string): string | undefined => unlessEmpty(config?.get(`rainbond:${key}`));
  const fromEnvironment = (name: string): string | undefined => unlessEmpty(environment[name]);
  const endpoints = [fromEnvironment("RAINBOND_ENDPOINT"), fromStack("endpoint")].map(withoutSlash);
  const token = fromEnvironment("RAINBOND_TOKEN") ?? tokenFile(environment) ?? fromStack("token");
  const marketAccessKey = fromEnvironment("RAINBOND_MARKET_ACCESS_KEY") ?? fromStack("marketAccessKey");
  concealSecret(token);
  concealSecret(marketAccessKey);
  return {
    endpoint: endpoints[0] ?? endpoints[1],
    token,
    teamId: fromStack("teamId"),
    regionName: fromStack("regionName"),
    marketAccessKey,
    maxConcurrency: fromStack("maxConcurrency"),
    caFile: fromStack("caFile"),
    insecureSkipTlsVerify: fromStack("insecureSkipTlsVerify"),
    warnings: contradictionsOf(endpoints),
  };
}

/** An empty variable is as good as none: CI systems set those for secrets that a run may not see. */
function unlessEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function tokenFile(environment: Environment): string | undefined {
  const path = environment["RAINBOND_TOKEN_FILE"];
  if (!path) return undefined;
  try {
    return unlessEmpty(readFileSync(path, "utf8").trim());
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : "";
    throw new RainbondError(
      `RAINBOND_TOKEN_FILE: the file can't be read (${why}). Check the path, or set RAINBOND_TOKEN`,
    );
  }
}

function withoutSlash(endpoint: string | undefined): string | undefined {
  return endpoint?.trim().replace(/\/+$/, "");
}

function contradictionsOf([environment, stack]: readonly (string | undefined)[]): string[] {
  if (environment === undefined || stack === undefined || environment === stack) return [];
  return [`RAINBOND_ENDPOINT (${environment}) is used, although rainbond:endpoint names another console (${stack})`];
}

/** Everything that is missing or wrong in the configuration, a sentence each. Empty if a console can be asked. */
export function faultsOf(configuration: Configuration): string[] {
  const faults: string[] = [];
  if (configuration.endpoint === undefined) {
    faults.push(
      "the console's address is missing: set the environment variable RAINBOND_ENDPOINT, or run pulumi config set rainbond:endpoint http://console.example:7070",
    );
  } else if (!/^https?:\/\/[^\s/]+$/.test(configuration.endpoint)) {
    faults.push(
      `the console's address "${configuration.endpoint}" isn't a scheme, host and port like http://console.example:7070 (RAINBOND_ENDPOINT or rainbond:endpoint)`,
    );
  }
  if (configuration.token === undefined) {
    faults.push(
      "the access token is missing: set the environment variable RAINBOND_TOKEN or RAINBOND_TOKEN_FILE, or run pulumi config set --secret rainbond:token",
    );
  }
  if (configuration.maxConcurrency !== undefined && !/^[1-9]\d{0,2}$/.test(configuration.maxConcurrency)) {
    faults.push(`rainbond:maxConcurrency is "${configuration.maxConcurrency}", not a number from 1 to 999`);
  }
  if (
    configuration.insecureSkipTlsVerify !== undefined &&
    !/^(true|false)$/.test(configuration.insecureSkipTlsVerify)
  ) {
    faults.push(`rainbond:insecureSkipTlsVerify is "${configuration.insecureSkipTlsVerify}", neither true nor false`);
  }
  return faults;
}

/** How to reach the configured console. Throws one error with everything that is missing or wrong. */
export function settingsOf(configuration: Configuration): ConsoleSettings {
  const faults = faultsOf(configuration);
  const { endpoint, token } = configuration;
  if (faults.length > 0 || endpoint === undefined || token === undefined) throw new RainbondError(faults.join("; "));
  return {
    endpoint,
    token,
    maxConcurrency: configuration.maxConcurrency === undefined ? undefined : Number(configuration.maxConcurrency),
    caFile: configuration.caFile,
    insecureSkipTlsVerify: configuration.insecureSkipTlsVerify === "true",
  };
}
