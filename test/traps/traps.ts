import { frameworkTraps } from "./framework-traps";
import { installTraps } from "./install-traps";
import { lifeTraps } from "./life-traps";
import { operationTraps } from "./operation-traps";
import type { Trap } from "./trap";

/** All traps, in the order of the table in docs/simulator.md. */
export const traps: readonly Trap[] = [...frameworkTraps, ...installTraps, ...lifeTraps, ...operationTraps];
