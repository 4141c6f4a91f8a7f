import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { engine, isEngineThere } from "./engine";

let isWatching = false;
let isOrphan = false;
let underWay = 0;

/**
 * From now on this process ends with the engine that started it, instead of idling for ever. Nothing is asked meanwhile: the connection to the
 * engine breaks when it ends. Where there is no engine (in tests of the provider alone), nothing is watched.
 */
export function endWithEngine(): void {
  const watched = engine();
  if (!watched || isWatching) return;
  isWatching = true;
  void untilGone(watched).then(() => {
    isOrphan = true;
    endIfIdle();
  });
}

/** Does work that must not be broken off, such as a call that changes something: an orphan ends only after it. */
export async function toItsEnd<Result>(work: () => Promise<Result>): Promise<Result> {
  underWay += 1;
  try {
    return await work();
  } finally {
    underWay -= 1;
    endIfIdle();
  }
}

/** Whatever else an operation is at, it can only read and wait: nobody will hear how it ends, and nothing more may be changed. */
function endIfIdle(): void {
  if (isOrphan && underWay === 0) process.exit(1);
}

async function untilGone(watched: EngineClient): Promise<void> {
  while (await isEngineThere()) await connectionChanges(watched);
}

function connectionChanges(watched: EngineClient): Promise<void> {
  const channel = watched.getChannel();
  return new Promise((resolve) => {
    channel.watchConnectivityState(channel.getConnectivityState(true), Infinity, () => {
      resolve();
    });
  });
}
