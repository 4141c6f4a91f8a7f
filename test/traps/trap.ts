/** A text of a source file, and what stands in its place once a trap is taken out; the text occurs exactly once. */
export interface Patch {
  /** The file, below `simulator/`. */
  file: string;
  find: string;
  replace: string;
}

/** Something that the real console gets wrong, or unexpectedly right, and the simulator with it. */
export interface Trap {
  /** As the table in docs/simulator.md names it. */
  name: string;
  /** The test that shows it: its file below `test/socket/simulator/`, without `.test.ts`, and a part of its title. */
  test: readonly [file: string, title: string];
  /** What takes it out of the simulator. */
  patches: readonly Patch[];
}

/** Returns a trap that one patch takes out. */
export function trap(
  name: string,
  test: Trap["test"],
  patch: readonly [file: string, find: string, replace: string],
): Trap {
  const [file, find, replace] = patch;
  return { name, test, patches: [{ file, find, replace }] };
}
