import type { AppAddress } from "../console";
import { messageOf, RainbondError } from "../errors";
import { consoleAddress } from "../model";
import type { Surroundings } from "./surroundings";

/** What a state says of where its app group is. */
export interface Home extends AppAddress {
  readonly endpoint: string;
  readonly enterpriseId: string;
}

/**
 * The state on the configured console, which must be the one that the state speaks of, before anything else is read or written there: with another
 * endpoint it must know the app group under the same enterprise. Then it is the same console, moved; anything else is an error, never "gone".
 */
export async function onSameConsole<State extends Home>(state: State, surroundings: Surroundings): Promise<State> {
  const { endpoint } = surroundings;
  // Earlier releases kept the address as it was written.
  if (consoleAddress(state.endpoint) === endpoint) return state;
  const elsewhere = `this app lives on ${state.endpoint}, but the configured console is ${endpoint}`;
  const cure =
    "Set RAINBOND_ENDPOINT (or rainbond:endpoint) to the app's console, or give the resource that console's Provider";
  let enterpriseId: string;
  try {
    ({ enterpriseId } = await surroundings.console.getApp(state));
  } catch (thrown) {
    throw new RainbondError(`${elsewhere}, which doesn't show it: ${messageOf(thrown)}. ${cure}`);
  }
  if (enterpriseId !== state.enterpriseId) {
    const why = state.enterpriseId === "" ? "and nothing tells whether they are the same" : "which is another one";
    throw new RainbondError(`${elsewhere}, ${why} (enterprise ${enterpriseId}). ${cure}`);
  }
  surroundings.progress.warn(`${elsewhere}: it is the same console, moved`);
  return { ...state, endpoint };
}
