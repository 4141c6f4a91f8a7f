/** Milliseconds as a timer takes them: whole ones, from none to 24 days. A longer one would end at once. */
export function timerMs(ms: number): number {
  return Math.min(Math.max(0, Math.ceil(ms)), 2 ** 31 - 1);
}
