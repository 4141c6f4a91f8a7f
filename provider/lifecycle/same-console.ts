import type { AppAddress } from "../console";
import { RainbondError } from "../errors";
import type { Surroundings } from "./surroundings";

/** What the state says of where something lives. */
export interface Home {
  readonly at: AppAddress;
  readonly endpoint: string;
  readonly enterpriseId: string;
}

/**
 * Makes sure that the configured console is the one that the state speaks of, before anything is read or written there: with another
 * endpoint it must know the app group under the same enterprise. Then it is the same console, moved; anything else is an error, never "gone".
 */
export async function expectSameConsole(home: Home, surroundings: Surroundings): Promise<void> {
  if (home.endpoint === surroundings.endpoint) return;
  const elsewhere = `this app lives on ${home.endpoint}, but the configured console is ${surroundings.endpoint}`;
  let enterpriseId: string;
  try {
    ({ enterpriseId } = await surroundings.console.getApp(home.at));
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : "";
    throw new RainbondError(
      `${elsewhere}, which doesn't show it: ${why}. Set RAINBOND_ENDPOINT (or rainbond:endpoint) to the app's console`,
    );
  }
  if (home.enterpriseId !== "" && enterpriseId !== home.enterpriseId) {
    throw new RainbondError(
      `${elsewhere}, which is another one (enterprise ${enterpriseId}). Set RAINBOND_ENDPOINT to the app's console`,
    );
  }
  surroundings.progress.warn(`${elsewhere}: it is the same console, moved`);
}
