import { Mutex } from "async-mutex";
import type { Config } from "@pulumi/pulumi/dynamic";
import { connect, consoleOver, groupKey, SharedReads } from "../console";
import type { AppAddress, Connection, ConsoleSettings } from "../console";
import type { Surroundings } from "../lifecycle/surroundings";
import { storeReader } from "../store";
import { readConfiguration, settingsOf, type Configuration } from "./configuration";
import { progressOf } from "./engine-log";

/** What all operations of this process on one console share. */
interface Link {
  readonly connection: Connection;
  readonly reads: SharedReads;
}

const links = new Map<string, Link>();
const locks = new Map<string, Mutex>();
const store = storeReader();
const alive = new Set<string>();
let stackConfiguration: Config | undefined;

/** Keeps the stack's configuration. Neither waits nor fails: the host would go on with a provider that isn't configured. */
export function configure(config: Config): void {
  stackConfiguration = config;
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
  const settings = settingsOf(configuration);
  const { connection, reads } = linkTo(settings);
  let hasWritten = false;
  const beforeWrite = (): void => {
    hasWritten = true;
    reads.forget();
  };
  const progress = progressOf(urn);
  for (const warning of configuration.warnings) progress.warn(warning);
  return {
    urn,
    console: consoleOver(connection, beforeWrite),
    endpoint: settings.endpoint,
    hasWritten: () => hasWritten,
    store,
    reads,
    clock: { now: () => performance.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    progress,
    defaultMarketAccessKey: configuration.marketAccessKey,
    timeoutMs,
    alone: (group, work) => lockOf(settings.endpoint, group).runExclusive(work),
    isAlive: (of) => alive.has(of),
  };
}

function linkTo(settings: ConsoleSettings): Link {
  const key = JSON.stringify(settings);
  const known = links.get(key);
  if (known) return known;
  const connection = connect(settings);
  const link = { connection, reads: new SharedReads(consoleOver(connection, () => undefined)) };
  links.set(key, link);
  return link;
}

function lockOf(endpoint: string, group: AppAddress): Mutex {
  const key = `${endpoint} ${groupKey(group)}`;
  const lock = locks.get(key) ?? new Mutex();
  locks.set(key, lock);
  return lock;
}
