import { createHash } from "node:crypto";
import { isWrite } from "./calls";
import { crowdKinds, type Kind } from "./kinds";
import type { Rehearsal } from "./matrix";
import type { Point } from "./play";
import { oneOfEach } from "./points";

/**
 * The points of stories of several apps at once: for each sort of call and each kind that fits it, the one at a place among its like that the seed
 * decides about. A read is met by each victim at one moment, which the seed decides about too.
 */
export function crowdPointsOf(rehearsals: readonly Rehearsal[], seed: string): Point[] {
  return rehearsals.flatMap(({ face, beginning: { story }, calls }) =>
    [...sortsOf(calls)].flatMap(([sort, count]) => {
      const kinds = [...crowdKinds].filter(([, kind]) => fits(kind, sort)).map(([kind]) => kind);
      const chosen = isWrite(methodOf(sort)) ? kinds : oneOfEachVictim(kinds, `${seed} ${story.name} ${sort}`);
      return chosen.map((kind): Point => {
        const place = 1 + (numberOf(`${seed} ${story.name} ${sort} ${kind}`) % placesOf(sort, count));
        return { face, story, call: `${sort}, ${place}`, kind };
      });
    }),
  );
}

/** Three points, which the seed decides about: a kill, a lost answer and a lock, by turns of one story and the other. */
export function crowdSampleOf(points: readonly Point[], seed: string): Point[] {
  return oneOfEach(["kill", "answerLost", "lock"], points, seed);
}

/** For each story the points of an install that the real engine plays too: what a person would see of them doesn't depend on chance. */
export function realCrowdSampleOf(points: readonly Point[]): Point[] {
  const kinds = ["kill provider, acted", "kill both, acted", "answerLost", "lock once, one left", "lock on, all left"];
  return points.filter(({ call, kind }) => call.includes("/install,") && kinds.includes(kind));
}

/** How often each sort of call was made: its method and the pattern of its path. */
function sortsOf(calls: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const call of calls) {
    const sort = call.slice(0, call.lastIndexOf(","));
    counts.set(sort, (counts.get(sort) ?? 0) + 1);
  }
  return counts;
}

/** How often a read is repeated while something is waited for is chance: only the first half of them certainly come. */
function placesOf(sort: string, count: number): number {
  return isWrite(methodOf(sort)) ? count : Math.max(1, Math.floor(count / 2));
}

/** Reads don't lock, and only an install leaves anything behind. */
function fits(kind: Kind, sort: string): boolean {
  if (!("lock" in kind)) return true;
  return isWrite(methodOf(sort)) && (kind.lock.leaves === "none" || sort.endsWith("/install"));
}

function oneOfEachVictim(kinds: readonly string[], seed: string): string[] {
  return ["kill provider", "kill cli", "kill both", "answerLost"].flatMap((group) => {
    const alike = kinds.filter((kind) => kind.startsWith(group));
    return alike.slice(numberOf(`${seed} ${group}`) % alike.length).slice(0, 1);
  });
}

function methodOf(sort: string): string {
  return sort.split(" ")[0] ?? sort;
}

function numberOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE();
}
