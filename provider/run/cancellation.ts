import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { RainbondError } from "../errors";

const canceling = new AbortController();
// One for each operation that waits.
setMaxListeners(0, canceling.signal);

/** Ends all waits of this process at once: the run that it works for was canceled. What is under way on the server goes on. */
export function cancel(): void {
  canceling.abort();
}

/** Throws once the run was canceled. */
export function refuseCanceled(): void {
  if (canceling.signal.aborted) throw canceled();
}

/** Settles after so long; fails at once when the run is canceled. */
export async function pause(ms: number): Promise<void> {
  refuseCanceled();
  try {
    await sleep(ms, undefined, canceling);
  } catch {
    throw canceled();
  }
}

/** The outcome of work that waits for its turn; a wait ends at once when the run is canceled, and work that has begun goes on. */
export async function turnOf<Result>(take: (begin: () => void) => Promise<Result>): Promise<Result> {
  const { signal } = canceling;
  let hasBegun = false;
  let stop = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    stop = () => {
      if (!hasBegun) reject(canceled());
    };
    signal.addEventListener("abort", stop);
  });
  const begin = (): void => {
    refuseCanceled();
    hasBegun = true;
  };
  try {
    return await Promise.race([take(begin), ended]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function canceled(): RainbondError {
  return new RainbondError(
    "the run was canceled, so nothing more was done or waited for. Run pulumi up again: it goes on from what is there",
  );
}
