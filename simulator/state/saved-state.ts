import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { storeEntriesSchema } from "../store/store";
import type { World } from "../world";
import type * as records from "./records";
import type { Counter } from "./state";

/** A row that an earlier run wrote; rows are trusted to have kept their shape. */
function row<T>(): z.ZodType<T> {
  return z.custom<T>((value) => typeof value === "object" && value !== null);
}

const savedSchema = z.object({
  /** The simulated time, at which the next run goes on. */
  now: z.number(),
  enterpriseId: z.string(),
  store: storeEntriesSchema,
  regions: z.array(row<records.Region>()),
  teams: z.array(row<records.Team>()),
  markets: z.array(row<records.Market>()),
  tcpRules: z.array(row<records.TcpRule>()),
  transitions: z.array(row<records.Transition>()),
  apps: z.array(row<records.AppGroup>()),
  installGroups: z.array(row<records.InstallGroup>()),
  components: z.array(row<records.Component>()),
  localModels: z.array(row<records.LocalModel>()),
  events: z.array(row<records.ComponentEvent>()),
  httpRules: z.array(row<records.HttpRule>()),
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
    throw new Error(`${file} isn't a state file of the simulator.`);
  }
}

/** Puts a saved state in place of the world's. */
export function restore(world: World, saved: SavedState): void {
  const { state } = world;
  state.enterpriseId = saved.enterpriseId;
  state.regions = saved.regions;
  state.teams = saved.teams;
  state.markets = saved.markets;
  state.tcpRules = saved.tcpRules;
  state.transitions = saved.transitions;
  state.apps = new Map(saved.apps.map((each) => [each.appId, each]));
  state.installGroups = new Map(saved.installGroups.map((each) => [each.groupId, each]));
  state.components = new Map(saved.components.map((each) => [each.serviceId, each]));
  state.localModels = new Map(saved.localModels.map((each) => [each.modelId, each]));
  state.events = new Map(saved.events.map((each) => [each.eventId, each]));
  state.httpRules = new Map(saved.httpRules.map((each) => [each.ruleId, each]));
  state.counters = new Map(saved.counters);
  world.store.load(saved.store);
}

/** Writes the state beside the file and then puts it in its place, so that a file is always whole. */
export function save(world: World, file: string): void {
  const { state, store, clock } = world;
  const saved: SavedState = {
    now: clock.now(),
    enterpriseId: state.enterpriseId,
    store: {
      accessKey: store.accessKey,
      domain: store.domain,
      type: "rainstore",
      models: [...store.models.values()],
      errors: store.errors,
    },
    regions: state.regions,
    teams: state.teams,
    markets: state.markets,
    tcpRules: state.tcpRules,
    transitions: state.transitions,
    apps: [...state.apps.values()],
    installGroups: [...state.installGroups.values()],
    components: [...state.components.values()],
    localModels: [...state.localModels.values()],
    events: [...state.events.values()],
    httpRules: [...state.httpRules.values()],
    counters: [...state.counters],
  };
  const draft = `${file}.writing`;
  writeFileSync(draft, JSON.stringify(saved));
  renameSync(draft, file);
}
