import type { Config } from "@pulumi/pulumi/dynamic";
import { connect, consoleOver, groupKey, SharedReads } from "../console";
import type { AppAddress, Connection, Console, ConsoleSettings, WriteGate } from "../console";
import { RainbondError } from "../errors";
import type { Surroundings } from "../lifecycle/surroundings";
import { storeReader, type StoreReader } from "../store";
import { pause, turnOf } from "./cancellation";
import { Claims } from "./claims";
import { readConfiguration, settingsOf, tokenNow, type Configuration } from "../configuration/configuration";
import { ifSoon } from "./check-patience";
import { isEngineThere } from "./engine";
import { progressOf, type ResourceProgress } from "./engine-log";
import { endWithEngine, toItsEnd } from "./orphan";
import { proxyFor } from "../configuration/proxy";
import { refuseWrite } from "../configuration/rails";
import { timerMs } from "./timer";
import { wordsOfGroup, wordsOfWrites } from "./turn-words";
import { Turns, type Waiting } from "./turns";

/** What all operations of this process on one console share. */
interface Link {
  readonly connection: Connection;
  readonly reads: SharedReads;
}

const links = new Map<string, Link>();
/** By console and number: who writes with another token waits for the same turns. */
const writeTurns = new Map<string, Turns>();
/** By console and app group. */
const groupTurns = new Map<string, Turns>();
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
  const inTurn = <Answer>(send: () => Promise<Answer>): Promise<Answer> =>
    turnOf((begin) =>
      turns.take(waitingUntil(deadline, progress, lastWordsMs), async () => {
        await expectEngine();
        begin();
        writes += 1;
        return toItsEnd(send);
      }),
    );
  const gate = gateOf(configuration, reads, inTurn);
  return {
    urn,
    console: consoleOver(connection, gate, AbortSignal.timeout(timerMs(timeoutMs + lastWordsMs))),
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
    alone: (group, work) => alone(groupTurnsOf(settings.endpoint, group), waitingUntil(deadline, progress), work),
    isAlive: (of) => alive.has(of),
    ...{ removals, takenOver },
    ...claimsOf(urn),
  };
}

/** Who has what, as the resource with this URN asks and tells it. */
function claimsOf(urn: string): Pick<Surroundings, "managerOf" | "hasOther" | "installsBefore" | "claim"> {
  return {
    hasOther: (group, number) => claims.hasOther(urn, group, number),
    installsBefore: (group) => claims.installsOf(urn, group),
    managerOf: (group, number) => claims.ofAnother(urn, group, number),
    claim: (group, tenantServiceGroupId) => {
      claims.note({ group, ownsGroup: false, tenantServiceGroupId }, urn);
    },
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

/**
 * The turns of writes to one console: a turn lasts until the console has answered. A console on sqlite breaks where its writes overlap.
 */
function writeTurnsOf(endpoint: string, { maxConcurrentWrites }: Configuration): Turns {
  const count = Number(maxConcurrentWrites ?? 1);
  const key = `${endpoint} ${count}`;
  const turns = writeTurns.get(key) ?? new Turns(`${endpoint} writes`, count, wordsOfWrites);
  writeTurns.set(key, turns);
  return turns;
}

/** The turns of those who look at an app group and then act on what they saw, also in processes that outlived an earlier run. */
function groupTurnsOf(endpoint: string, group: AppAddress): Turns {
  const key = `${endpoint} ${groupKey(group)}`;
  const turns = groupTurns.get(key) ?? new Turns(key, 1, wordsOfGroup(group.appId));
  groupTurns.set(key, turns);
  return turns;
}

/** A wait counts as a part of the operation. */
function waitingUntil(deadline: number, progress: ResourceProgress, leastMs = 0): Waiting {
  return { limitMs: Math.max(deadline - performance.now(), leastMs), ...progress.aside() };
}

/** Runs alone among all work on a group. */
function alone<Result>(turns: Turns, waiting: Waiting, work: () => Promise<Result>): Promise<Result> {
  return turnOf((begin) =>
    turns.take(waiting, () => {
      begin();
      return work();
    }),
  );
}

/** A process that Pulumi has left behind changes nothing more: another run may be at work by now. */
async function expectEngine(): Promise<void> {
  if (await isEngineThere()) return;
  throw new RainbondError("the pulumi process that wanted this has ended, so nothing more is changed on the server");
}
