import { Mutex } from "async-mutex";
import type { Config } from "@pulumi/pulumi/dynamic";
import { connect, consoleOver, groupKey, SharedReads } from "../console";
import type { Connection, Console, ConsoleSettings, WriteGate } from "../console";
import { RainbondError } from "../errors";
import type { Surroundings } from "../lifecycle/surroundings";
import { storeReader, type StoreReader } from "../store";
import { pause, turnOf } from "./cancellation";
import { Claims } from "./claims";
import { readConfiguration, settingsOf, tokenNow, type Configuration } from "../configuration/configuration";
import { ifSoon } from "./check-patience";
import { isEngineThere } from "./engine";
import { progressOf } from "./engine-log";
import { aloneOnMachine } from "./machine-lock";
import { endWithEngine, toItsEnd } from "./orphan";
import { proxyFor } from "../configuration/proxy";
import { refuseWrite } from "../configuration/rails";
import { WriteTurns } from "./write-turns";

/** What all operations of this process on one console share. */
interface Link {
  readonly connection: Connection;
  readonly reads: SharedReads;
}

const links = new Map<string, Link>();
/** By console and number: who writes with another token waits for the same turns. */
const writeTurns = new Map<string, WriteTurns>();
const locks = new Map<string, Mutex>();
/** The app stores, with the answers that this run has had. */
export const store = storeReader((url) => ({
  proxy: proxyFor(url, process.env),
  authorities: configurationNow().authorities,
}));
const alive = new Set<string>();
const removals = new Set<object>();
const takenOver = new Set<string>();
/** Which resources of this run have what on the server. */
export const claims = new Claims();
/** How long an operation whose time is over may still ask what to say of it. */
const lastWordsMs = 8_000;
let stackConfiguration: Config | undefined;

/** Keeps the stack's configuration. Neither waits nor fails: the host would go on with a provider that isn't configured. */
export function configure(config: Config): void {
  stackConfiguration = config;
  endWithEngine();
}

/** The configuration as it is now. */
export function configurationNow(): Configuration {
  return readConfiguration(stackConfiguration, process.env);
}

/** Remembers that a resource with this URN exists: Pulumi has shown its state. */
export function markAlive(urn: string): void {
  alive.add(urn);
}

/** Remembers that the resource with this URN was deleted, so that one with the same URN may follow it. */
export function markDeleted(urn: string): void {
  alive.delete(urn);
}

/** What an operation on the resource works with, from the configuration as it is now. */
export function surroundingsFor(urn: string, timeoutMs: number): Surroundings {
  const configuration = configurationNow();
  const settings = reachable(configuration);
  const { connection, reads } = linkTo(settings);
  const progress = progressOf(urn);
  const deadline = performance.now() + timeoutMs;
  for (const warning of configuration.warnings) progress.warn(warning);
  let writes = 0;
  const turns = writeTurnsOf(settings.endpoint, configuration);
  const inTurn = <Answer>(send: () => Promise<Answer>): Promise<Answer> => {
    const limitMs = Math.max(deadline - performance.now(), lastWordsMs);
    return turnOf((begin) =>
      turns.take({ limitMs, ...progress.aside() }, async () => {
        await expectEngine();
        begin();
        writes += 1;
        return toItsEnd(send);
      }),
    );
  };
  const gate = gateOf(configuration, reads, inTurn);
  return {
    urn,
    console: consoleOver(connection, gate, after(timeoutMs + lastWordsMs)),
    endpoint: settings.endpoint,
    writesSoFar: () => writes,
    store,
    ifSoon: (look) => (configuration.asksStore ? ifSoon(look(), undefined) : Promise.resolve(undefined)),
    reads,
    clock: { now: () => performance.now(), sleep: pause },
    progress,
    defaultMarketAccessKey: configuration.marketAccessKey,
    timeoutMs,
    deadline,
    alone: (group, work) => alone(`${settings.endpoint} ${groupKey(group)}`, { progress, timeoutMs }, work),
    isAlive: (of) => alive.has(of),
    ...{ removals, takenOver },
    managerOf: (group, number) => claims.ofAnother(urn, group, number),
  };
}

/** Lets writes pass, one after the other, that no rail forbids. What was asked while the console was at one may be outdated, as what was asked before. */
function gateOf(
  { rails }: Configuration,
  reads: SharedReads,
  inTurn: <Answer>(send: () => Promise<Answer>) => Promise<Answer>,
): WriteGate {
  return (write, send) => {
    refuseWrite(rails, write);
    return inTurn(() => {
      reads.forget();
      return send().finally(() => {
        reads.forget();
      });
    });
  };
}

/** Aborted after so long, or after the longest time that a timer can take (24 days). */
function after(ms: number): AbortSignal {
  return AbortSignal.timeout(Math.min(Math.ceil(ms), 2 ** 31 - 1));
}

/** What a look works with: nothing can be written. */
export function surroundingsToRead(urn: string, timeoutMs: number): Surroundings {
  return { ...surroundingsFor(urn, timeoutMs), console: consoleToAsk() };
}

/** The configured console, to ask it something outside of any operation. Throws what is missing or wrong in the configuration. */
export function consoleToAsk(): Console {
  return consoleOver(linkTo(reachable(configurationNow())).connection, readsOnly);
}

/** The app stores, and the configured key for them, to ask them something outside of any operation. */
export function storesToAsk(): { readonly store: StoreReader; readonly marketAccessKey: string | undefined } {
  return { store, marketAccessKey: configurationNow().marketAccessKey };
}

const readsOnly: WriteGate = () => {
  throw new RainbondError("only an operation on a resource changes anything");
};

function reachable(configuration: Configuration): ConsoleSettings {
  return settingsOf(configuration, () => tokenNow(stackConfiguration, process.env));
}

/** A token that changes changes nothing else: what looks it up is no part of the key. */
function linkTo(settings: ConsoleSettings): Link {
  const key = JSON.stringify(settings);
  const known = links.get(key);
  if (known) return known;
  const connection = connect(settings);
  const link = { connection, reads: new SharedReads(consoleOver(connection, readsOnly)) };
  links.set(key, link);
  return link;
}

function writeTurnsOf(endpoint: string, { maxConcurrentWrites }: Configuration): WriteTurns {
  const count = Number(maxConcurrentWrites ?? 1);
  const key = `${endpoint} ${count}`;
  const turns = writeTurns.get(key) ?? new WriteTurns(endpoint, count);
  writeTurns.set(key, turns);
  return turns;
}

/** A process that Pulumi has left behind changes nothing more: another run may be at work by now. */
async function expectEngine(): Promise<void> {
  if (await isEngineThere()) return;
  throw new RainbondError("the pulumi process that wanted this has ended, so nothing more is changed on the server");
}

/** Runs alone among all work on the group in this process, and in those that outlived an earlier run. */
async function alone<Result>(
  group: string,
  { progress, timeoutMs }: Pick<Surroundings, "progress" | "timeoutMs">,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = locks.get(group) ?? new Mutex();
  locks.set(group, lock);
  let pid = "";
  const onWait = (holder: string): void => {
    pid = holder;
    progress.doing(`waiting for an earlier run (process ${pid})`);
  };
  const outcome = await turnOf((begin) => {
    const begun = (): Promise<Result> => {
      begin();
      return work();
    };
    return lock.runExclusive(() => aloneOnMachine(group, { limitMs: timeoutMs, onWait }, begun));
  });
  if (outcome) return outcome.done;
  throw new RainbondError(
    `an earlier run left a provider behind (process ${pid}), and it is still at work on this app group. Nothing was changed. ` +
      "Run the command again once that process has ended; if it never does, end it",
  );
}
