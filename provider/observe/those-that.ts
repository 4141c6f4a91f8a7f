/** Those of which something holds that has to be asked; all are asked at once. */
export async function thoseThat<One>(all: readonly One[], holds: (one: One) => Promise<boolean>): Promise<One[]> {
  const hold = await Promise.all(all.map(holds));
  return all.filter((_, index) => hold[index]);
}
