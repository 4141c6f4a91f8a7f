import type { Heat, Lap, Result } from "./race";

/** A goal, and what was measured. Goals, not tests: a busy machine misses them without a defect. */
export interface Goal {
  readonly what: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** What a hundred apps may cost beside a provider that does nothing. */
export function goalsOf({ count, grouping, latencyMs }: Heat, { laps, bytesAnApp, peakMb }: Result): Goal[] {
  if (count !== 100) return [];
  const where = `${count} apps in ${grouping}, ${latencyMs} ms a call`;
  const timed = laps.flatMap((lap) => {
    const limit = limitOf(lap, latencyMs);
    return limit === undefined ? [] : [{ lap, ...limit }];
  });
  return [
    ...timed.map(({ lap, seconds, words }) => ({
      what: `${lap.command}, ${where}: ${words} (${seconds.toFixed(1)} s)`,
      measured: `${lap.ourSeconds.toFixed(1)} s`,
      isMet: lap.ourSeconds <= seconds,
    })),
    { what: `state, ${where}: at most 4.5 kB an app`, measured: kilobytes(bytesAnApp), isMet: bytesAnApp <= 4_500 },
    {
      what: `memory of the provider, ${where}: at most 40 MB more than nothing (${(peakMb.null + 40).toFixed(0)} MB)`,
      measured: `${peakMb.ours.toFixed(0)} MB`,
      isMet: peakMb.ours <= peakMb.null + 40,
    },
  ];
}

/** How long a command may take; `undefined` where nobody has set a goal. */
function limitOf(
  { command, nullSeconds, calls }: Lap,
  latencyMs: number,
): { seconds: number; words: string } | undefined {
  if (command === "preview") return { seconds: nullSeconds * 1.1, words: "at most 1.10 times as long as nothing" };
  if (command.includes("refresh")) {
    return latencyMs === 0
      ? { seconds: nullSeconds * 1.15, words: "at most 1.15 times as long as nothing" }
      : { seconds: nullSeconds + 2, words: "at most two seconds more than nothing" };
  }
  if (command !== "up" || latencyMs === 0) return undefined;
  const seconds = (nullSeconds + (calls * latencyMs) / 8 / 1000) * 1.15;
  return { seconds, words: "at most nothing and its calls, eight at a time, and 15 % more" };
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
