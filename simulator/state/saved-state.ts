import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { storeEntriesSchema } from "../store/store";
import type { World } from "../world";
import type { Counter } from "./state";

const savedSchema = z.object({
  /** The simulated time, at which the next run goes on. */
  now: z.number(),
  enterpriseId: z.string(),
  store: storeEntriesSchema,
  tables: z.record(z.string(), z.array(z.unknown())),
  counters: z.array(z.tuple([z.custom<Counter>((value) => typeof value === "string"), z.number()])),
});

/** What a state file holds. */
export type SavedState = z.infer<typeof savedSchema>;

/** Reads a state file; undefined if there is none, an error that names it if it holds something else. */
export function readSaved(file: string): SavedState | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return savedSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new Error(`${file} isn't a state file of the simulator. Choose another file.`);
  }
}

/** Puts a saved state in place of the world's. */
export function restore(world: World, saved: SavedState): void {
  const { state, store } = world;
  state.enterpriseId = saved.enterpriseId;
  for (const [name, table] of Object.entries(state.tables)) {
    table.clear();
    table.load(saved.tables[name] ?? []);
  }
  state.counters.clear();
  for (const [counter, number] of saved.counters) state.counters.set(counter, number);
  store.load(saved.store);
}

/** Writes the state beside the file and then puts it in its place, so that a file is always whole; throws an error that names the file. */
export function save(world: World, file: string): void {
  const { state, store, clock } = world;
  const saved: SavedState = {
    now: clock.now(),
    enterpriseId: state.enterpriseId,
    store: store.entries(),
    tables: Object.fromEntries(Object.entries(state.tables).map(([name, table]) => [name, table.all()])),
    counters: [...state.counters],
  };
  const text = JSON.stringify(saved);
  writeBeside(file, (draft) => {
    writeFileSync(draft, text);
    renameSync(draft, file);
  });
}

/** Throws an error that names the file if it can't be written, such as in a folder that isn't there. */
export function proveWritable(file: string): void {
  writeBeside(file, (draft) => {
    writeFileSync(draft, "");
    rmSync(draft);
  });
}

function writeBeside(file: string, write: (draft: string) => void): void {
  try {
    write(`${file}.writing`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The state file ${file} can't be written (${why}). Make its folder, or choose another file.`);
  }
}
