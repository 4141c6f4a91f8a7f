import type { TurnWords } from "./turns";

/** Writes to a console take turns. */
export const wordsOfWrites: TurnWords = {
  ahead: (count) =>
    count === 0
      ? "another provider's writes to this console"
      : `${count} other ${count === 1 ? "write" : "writes"} to this console`,
  another: (pid) =>
    pid === undefined
      ? `another provider's writes to this console ${silent}`
      : `the writes of another provider (process ${pid}) to this console`,
  tooLate: ({ for: what, seconds }) =>
    `the time limit was over after ${seconds} s of waiting for ${what}, so this one was not sent. Run the command again, give ` +
    "customTimeouts more time, or, if the console's database is MySQL, raise rainbond:maxConcurrentWrites",
};

/** Installs into an app group, and upgrades in it, take turns. */
export function wordsOfGroup(appId: number): TurnWords {
  return {
    ahead: (count) => `${count === 0 ? "another provider's" : "other"} work on app group ${appId}`,
    another: (pid) =>
      pid === undefined ? `another provider's work on app group ${appId} ${silent}` : `an earlier run (process ${pid})`,
    tooLate: ({ for: what, seconds, pid }) =>
      pid === undefined
        ? `the time limit was over after ${seconds} s of waiting for ${what}, so this one wasn't begun. Run the command again, or give customTimeouts more time`
        : `an earlier run left a provider behind (process ${pid}), and it is still at work on this app group. Nothing was changed. ` +
          "Run the command again once that process has ended; if it never does, end it",
  };
}

/** A process that was stopped, by Ctrl-Z say, holds its turn and says nothing. */
const silent = "(it doesn't answer: suspended by Ctrl-Z, perhaps; fg lets it go on)";
