/** What a person reads of an operation that fails. */
export async function messageOf(work: Promise<unknown>): Promise<string> {
  const thrown: unknown = await work.catch((error: unknown) => error);
  if (!(thrown instanceof Error)) throw new Error(`expected a failure, not ${String(thrown)}`);
  return thrown.message;
}
