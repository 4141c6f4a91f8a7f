const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The time limits of an operation where the program gives none (`customTimeouts`), in milliseconds. */
const defaultMs = { create: 15 * 60_000, update: 15 * 60_000, delete: 10 * 60_000 };

/** An operation that has a time limit. */
export type TimedOperation = keyof typeof defaultMs;

/** Pulumi's `customTimeouts`, as declared. */
export type DeclaredTimeouts = Partial<Record<TimedOperation, string>> | undefined;

/** The time limit of the operation in milliseconds: `15m`, `1h30m` and `90s` are Pulumi's way to write it. */
export function timeoutMsOf(operation: TimedOperation, declared: DeclaredTimeouts): number {
  return durationMs(declared?.[operation]) ?? defaultMs[operation];
}

/** Milliseconds of a duration like `1h30m`; `undefined` for anything else. */
export function durationMs(text: string | undefined): number | undefined {
  if (text === undefined || !/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g);
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ""] ?? 0), 0);
}
