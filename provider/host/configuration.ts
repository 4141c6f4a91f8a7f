import { readFileSync } from "node:fs";
import type { Config } from "@pulumi/pulumi/dynamic";
import type { ConsoleSettings } from "../console";
import { concealSecret, messageOf, RainbondError } from "../errors";
import { railsOf, type Rails } from "./rails";
import { sourcesOf, type Environment, type Sources } from "./sources";

/** What the provider knows beside a resource's inputs. Looked up at each call, so that a rotated token acts at once. */
export interface Configuration {
  readonly endpoint: string | undefined;
  readonly token: string | undefined;
  readonly teamId: string | undefined;
  readonly regionName: string | undefined;
  readonly marketAccessKey: string | undefined;
  readonly maxConcurrency: string | undefined;
  readonly maxConcurrentWrites: string | undefined;
  readonly caFile: string | undefined;
  readonly insecureSkipTlsVerify: string | undefined;
  readonly rails: Rails;
  /** What is contradictory in it, a sentence each. */
  readonly warnings: readonly string[];
  /** What is missing or wrong in it, a sentence each. Empty if a console can be asked. */
  readonly faults: readonly string[];
}

/** The configuration now: an explicit provider's arguments first, then the environment, then the stack's configuration. */
export function readConfiguration(config: Config | undefined, environment: Environment): Configuration {
  const from = sourcesOf(config, environment);
  const either = (key: string): string | undefined => from.argument(key) ?? from.stack(key);
  const { token, fault } = tokenFrom(from);
  const { rails, faults } = railsOf(from);
  const given = {
    endpoint: withoutSlash(from.argument("endpoint") ?? from.variable("RAINBOND_ENDPOINT") ?? from.stack("endpoint")),
    token,
    marketAccessKey:
      from.argument("marketAccessKey") ?? from.variable("RAINBOND_MARKET_ACCESS_KEY") ?? from.stack("marketAccessKey"),
    teamId: either("teamId"),
    regionName: either("regionName"),
    maxConcurrency: either("maxConcurrency"),
    maxConcurrentWrites:
      from.argument("maxConcurrentWrites") ??
      from.variable("RAINBOND_MAX_CONCURRENT_WRITES") ??
      from.stack("maxConcurrentWrites"),
    caFile: either("caFile"),
    insecureSkipTlsVerify: either("insecureSkipTlsVerify"),
  };
  concealSecret(given.token);
  concealSecret(given.marketAccessKey);
  const tokenFaults = fault === undefined ? [] : [fault];
  return {
    ...given,
    rails,
    warnings: contradictionsOf(from),
    faults: [...endpointFaults(given.endpoint), ...tokenFaults, ...valueFaults(given), ...faults],
  };
}

function tokenFrom(from: Sources): { token?: string; fault?: string } {
  const path = from.variable("RAINBOND_TOKEN_FILE");
  const token = from.argument("token") ?? from.variable("RAINBOND_TOKEN");
  if (token !== undefined) return { token };
  if (path !== undefined) return readToken(path);
  const last = from.stack("token");
  if (last !== undefined) return { token: last };
  return {
    fault:
      "the access token is missing: set the environment variable RAINBOND_TOKEN or RAINBOND_TOKEN_FILE, run pulumi config set --secret rainbond:token, " +
      "or give the resource's Provider its token",
  };
}

function readToken(path: string): { token?: string; fault?: string } {
  const cure = "Check the path, or set RAINBOND_TOKEN";
  try {
    const token = readFileSync(path, "utf8").trim();
    return token === "" ? { fault: `RAINBOND_TOKEN_FILE: the file ${path} is empty. ${cure}` } : { token };
  } catch (thrown) {
    return { fault: `RAINBOND_TOKEN_FILE: the file can't be read (${messageOf(thrown)}). ${cure}` };
  }
}

function withoutSlash(endpoint: string | undefined): string | undefined {
  return endpoint?.trim().replace(/\/+$/, "");
}

function contradictionsOf(from: Sources): string[] {
  const [variable, stack] = [withoutSlash(from.variable("RAINBOND_ENDPOINT")), withoutSlash(from.stack("endpoint"))];
  if (variable === undefined || stack === undefined || variable === stack) return [];
  return [`RAINBOND_ENDPOINT (${variable}) is used, although rainbond:endpoint names another console (${stack})`];
}

function endpointFaults(endpoint: string | undefined): string[] {
  if (endpoint === undefined) {
    return [
      "the console's address is missing: set the environment variable RAINBOND_ENDPOINT, run pulumi config set rainbond:endpoint " +
        "http://console.example:7070, or give the resource's Provider its endpoint",
    ];
  }
  if (/^https?:\/\/[^\s/]+$/.test(endpoint)) return [];
  return [
    `the console's address "${endpoint}" isn't a scheme, host and port like http://console.example:7070 (RAINBOND_ENDPOINT, rainbond:endpoint, ` +
      "or the Provider's endpoint)",
  ];
}

function valueFaults(given: Partial<Configuration>): string[] {
  const { insecureSkipTlsVerify } = given;
  const numbers = (["maxConcurrency", "maxConcurrentWrites"] as const).filter(
    (key) => given[key] !== undefined && !/^[1-9]\d{0,2}$/.test(given[key]),
  );
  const faults = numbers.map((key) => `${key} is "${given[key] ?? ""}", not a number from 1 to 999`);
  if (insecureSkipTlsVerify !== undefined && !/^(true|false)$/.test(insecureSkipTlsVerify)) {
    faults.push(`insecureSkipTlsVerify is "${insecureSkipTlsVerify}", neither true nor false`);
  }
  return faults;
}

/** How to reach the configured console. Throws one error with everything that is missing or wrong. */
export function settingsOf(configuration: Configuration): ConsoleSettings {
  const { endpoint, token, faults } = configuration;
  if (faults.length > 0 || endpoint === undefined || token === undefined) throw new RainbondError(faults.join("; "));
  return {
    endpoint,
    token,
    maxConcurrency: configuration.maxConcurrency === undefined ? undefined : Number(configuration.maxConcurrency),
    caFile: configuration.caFile,
    insecureSkipTlsVerify: configuration.insecureSkipTlsVerify === "true",
  };
}
