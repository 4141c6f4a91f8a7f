import { connect, consoleOver, SharedReads, type Console, type WriteGate } from "../../provider/console";
import { RainbondError } from "../../provider/errors";
import { readConfiguration, settingsOf, tokenNow } from "../../provider/configuration/configuration";
import { proxyFor } from "../../provider/configuration/proxy";
import type { Sight } from "../../provider/observe/sight";
import { storeReader, type StoreReader } from "../../provider/store";

/** The console that the environment names, to be read and never to be changed. */
export interface Link extends Sight {
  readonly console: Console;
  readonly store: StoreReader;
  /** The key for the app stores, if the environment has one. */
  readonly marketAccessKey: string | undefined;
}

/** Every call that would change something is refused before a socket is opened. */
const readsOnly: WriteGate = ({ doing, call }) => {
  throw new RainbondError(`that would have to ${doing} (${call}), and nothing is changed here`);
};

/** The console that the environment names (`RAINBOND_ENDPOINT`, `RAINBOND_TOKEN`, …). Throws what is missing or wrong in it. */
export function linkTo(environment: NodeJS.ProcessEnv): Link {
  refuseLack(environment);
  const configuration = readConfiguration(undefined, environment);
  const settings = settingsOf(configuration, () => tokenNow(undefined, environment));
  const console = consoleOver(connect(settings), readsOnly);
  return {
    endpoint: settings.endpoint,
    console,
    reads: new SharedReads(console),
    store: storeOf(environment),
    marketAccessKey: configuration.marketAccessKey,
  };
}

/** The app stores, by the proxies that the environment names. */
export function storeOf(environment: NodeJS.ProcessEnv): StoreReader {
  return storeReader((url) => ({ proxy: proxyFor(url, environment) }));
}

/** A command has no other place to look: neither a stack's configuration nor a `Provider`, as the provider's own words have it. */
function refuseLack(environment: NodeJS.ProcessEnv): void {
  const isNoneSet = (...names: string[]): boolean => names.every((name) => !environment[name]);
  const lacking = [
    ...(isNoneSet("RAINBOND_ENDPOINT")
      ? ["RAINBOND_ENDPOINT isn't set: the console's address, like http://console.example:7070"]
      : []),
    ...(isNoneSet("RAINBOND_TOKEN", "RAINBOND_TOKEN_FILE")
      ? ["neither RAINBOND_TOKEN nor RAINBOND_TOKEN_FILE is set: an access token of the console"]
      : []),
  ];
  if (lacking.length > 0) throw new RainbondError(lacking.join("; "));
}
