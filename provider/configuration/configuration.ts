import type { Config } from "@pulumi/pulumi/dynamic";
import type { ConsoleSettings, Proxy } from "../console";
import { messageOf, RainbondError } from "../errors";
import { consoleAddress, marketIn, type NamedMarket } from "../model";
import { authoritiesIn } from "./authorities";
import { proxyFor } from "./proxy";
import { railsOf, type Rails } from "./rails";
import { sourcesOf, type Environment, type Sources } from "./sources";
import { tokenFrom, usable } from "./token";
import { validationOf } from "./validation";

/** What the provider knows beside a resource's inputs. Looked up at each call, so that what changes acts at once. */
export interface Configuration {
  /** In its canonical spelling. */
  readonly endpoint: string | undefined;
  readonly token: string | undefined;
  readonly teamId: string | undefined;
  readonly regionName: string | undefined;
  readonly marketAccessKey: string | undefined;
  /** The app stores that an import may find an install's among. */
  readonly markets: readonly NamedMarket[];
  readonly maxConcurrency: string | undefined;
  readonly maxConcurrentWrites: string | undefined;
  /** PEM texts to trust beside the usual ones. */
  readonly authorities: readonly string[];
  readonly insecureSkipTlsVerify: string | undefined;
  readonly proxy: Proxy | undefined;
  readonly rails: Rails;
  /** False where checks and refreshes ask no app store (`validate: "off"`); installs and upgrades still do. */
  readonly asksStore: boolean;
  /** What is contradictory in it, a sentence each. */
  readonly warnings: readonly string[];
  /** What is missing or wrong in it, a sentence each. Empty if a console can be asked. */
  readonly faults: readonly string[];
}

/** The configuration now: an explicit provider's arguments first, then the environment, then the stack's configuration. */
export function readConfiguration(config: Config | undefined, environment: Environment): Configuration {
  const from = sourcesOf(config, environment);
  const either = (key: string): string | undefined => from.argument(key) ?? from.stack(key);
  const given = from.argument("endpoint") ?? from.variable("RAINBOND_ENDPOINT") ?? from.stack("endpoint");
  const endpoint = given === undefined ? undefined : consoleAddress(given);
  const token = tokenFrom(from);
  const trust = authoritiesIn(either("caFile"), environment);
  const way = wayTo(endpoint, environment);
  const { rails, faults } = railsOf(from);
  const { asksStore, faults: unclear } = validationOf(from);
  const values = {
    maxConcurrency: either("maxConcurrency"),
    maxConcurrentWrites:
      from.argument("maxConcurrentWrites") ??
      from.variable("RAINBOND_MAX_CONCURRENT_WRITES") ??
      from.stack("maxConcurrentWrites"),
    insecureSkipTlsVerify: either("insecureSkipTlsVerify"),
  };
  const first = [token.fault, "fault" in trust ? trust.fault : undefined, way.fault].filter((one) => one !== undefined);
  return {
    ...values,
    endpoint,
    token: token.token,
    teamId: either("teamId"),
    regionName: either("regionName"),
    marketAccessKey: usable(
      from.argument("marketAccessKey") ?? from.variable("RAINBOND_MARKET_ACCESS_KEY") ?? from.stack("marketAccessKey"),
    ),
    authorities: "fault" in trust ? [] : trust.authorities,
    markets: namedMarkets(from),
    proxy: way.proxy,
    rails,
    asksStore,
    warnings: contradictionsOf(from),
    faults: [...endpointFaults(given, endpoint), ...first, ...valueFaults(values), ...unclear, ...faults],
  };
}

/** The access token now: that of a file may have been rotated since the configuration was read. `undefined` while there is none. */
export function tokenNow(config: Config | undefined, environment: Environment): string | undefined {
  return tokenFrom(sourcesOf(config, environment)).token;
}

/** Those of `rainbond=https://hub.example other=https://…`; what reads otherwise is no store. */
function namedMarkets(from: Sources): NamedMarket[] {
  const given = from.argument("markets") ?? from.variable("RAINBOND_MARKETS") ?? from.stack("markets") ?? "";
  return given.split(/[\s,]+/).flatMap((text) => marketIn(text) ?? []);
}

function wayTo(endpoint: string | undefined, environment: Environment): { proxy?: Proxy | undefined; fault?: string } {
  if (endpoint === undefined) return {};
  try {
    const proxy = proxyFor(endpoint, environment);
    usable(proxy?.auth?.password);
    return { proxy };
  } catch (thrown) {
    return { fault: messageOf(thrown) };
  }
}

function contradictionsOf(from: Sources): string[] {
  const [variable, stack] = [from.variable("RAINBOND_ENDPOINT"), from.stack("endpoint")];
  if (variable === undefined || stack === undefined) return [];
  const [used, other] = [consoleAddress(variable), consoleAddress(stack)];
  if (used === undefined || other === undefined || used === other) return [];
  return [`RAINBOND_ENDPOINT (${used}) is used, although rainbond:endpoint names another console (${other})`];
}

function endpointFaults(given: string | undefined, endpoint: string | undefined): string[] {
  if (endpoint !== undefined) return [];
  if (given === undefined) {
    return [
      "the console's address is missing: set the environment variable RAINBOND_ENDPOINT, run pulumi config set rainbond:endpoint " +
        "http://console.example:7070, or give the resource's Provider its endpoint",
    ];
  }
  const places = "(RAINBOND_ENDPOINT, rainbond:endpoint, or the Provider's endpoint)";
  if (/[@?#]/.test(given)) {
    return [
      `the console's address ${places} holds a login, a query or a fragment, which can't work and may be secret, so it isn't shown: ` +
        "leave only scheme, host and port, like http://console.example:7070, and the path if the console is behind one",
    ];
  }
  return [
    `the console's address "${given}" isn't a scheme, host and port like http://console.example:7070, with a path if the console is behind one ${places}`,
  ];
}

const counted = ["maxConcurrency", "maxConcurrentWrites"] as const;
type CountedValue = (typeof counted)[number];

function valueFaults(given: Pick<Configuration, CountedValue | "insecureSkipTlsVerify">): string[] {
  const { insecureSkipTlsVerify } = given;
  const numbers = counted.filter((key) => given[key] !== undefined && !/^[1-9]\d{0,2}$/.test(given[key]));
  const faults = numbers.map((key) => `${key} is "${given[key] ?? ""}", not a number from 1 to 999`);
  if (insecureSkipTlsVerify !== undefined && !/^(true|false)$/.test(insecureSkipTlsVerify)) {
    faults.push(`insecureSkipTlsVerify is "${insecureSkipTlsVerify}", neither true nor false`);
  }
  return faults;
}

/**
 * How to reach the configured console. Throws one error with everything that is missing or wrong.
 * @param tokenNow looks the token up at each call; while it finds none, the configuration's goes on
 */
export function settingsOf(configuration: Configuration, tokenNow: () => string | undefined): ConsoleSettings {
  const { endpoint, token, faults, authorities, proxy } = configuration;
  if (faults.length > 0 || endpoint === undefined || token === undefined) throw new RainbondError(faults.join("; "));
  return {
    endpoint,
    token: () => tokenNow() ?? token,
    maxConcurrency: configuration.maxConcurrency === undefined ? undefined : Number(configuration.maxConcurrency),
    authorities,
    insecureSkipTlsVerify: configuration.insecureSkipTlsVerify === "true",
    proxy,
  };
}
