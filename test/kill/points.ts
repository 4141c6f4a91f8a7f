import { createHash } from "node:crypto";
import type { Face } from "./faces";
import { kinds } from "./kinds";
import type { Rehearsal } from "./matrix";
import type { Point } from "./play";
import { stories } from "./stories";

/** A point for each story, each of its calls, and each kind. */
export function pointsOf(rehearsals: readonly Rehearsal[]): Point[] {
  return rehearsals.flatMap(({ face, beginning: { story }, calls }) =>
    calls.flatMap((call) => [...kinds.keys()].map((kind) => ({ face, story, call, kind }))),
  );
}

/** A point for each story and kind, about a tenth of all; the seed decides about the call. */
export function sampleOf(points: readonly Point[], seed: string): Point[] {
  return oneForEach(({ story, kind }) => `${story.name} ${kind}`, points, seed);
}

/** A point for each story; the seed decides about the call and the kind. */
export function onePerStory(points: readonly Point[], seed: string): Point[] {
  return oneForEach(({ story }) => story.name, points, seed);
}

function oneForEach(placeOf: (point: Point) => string, points: readonly Point[], seed: string): Point[] {
  const chosen = new Map(ranked(points, seed).map((point) => [placeOf(point), point]));
  return [...chosen.values()];
}

/** A point for each of these groups of kinds, of another story than the one before; the seed decides about the rest. */
export function oneOfEach(groups: readonly string[], points: readonly Point[], seed: string): Point[] {
  const sample: Point[] = [];
  for (const group of groups) {
    const last = sample.at(-1)?.story;
    const fitting = points.filter(({ kind, story }) => kind.startsWith(group) && story !== last);
    sample.push(...ranked(fitting, seed).slice(0, 1));
  }
  return sample;
}

/** A tenth of the points at least, through this face: one for each story and kind, and then others; the seed decides about both. */
export function tenthThrough(face: Face, points: readonly Point[], seed: string): Point[] {
  const sample = sampleOf(points, seed);
  const others = ranked(points, seed).filter((point) => !sample.includes(point));
  const more = others.slice(0, Math.max(0, Math.ceil(points.length / 10) - sample.length));
  return [...sample, ...more].map((point) => ({ ...point, face }));
}

/** Two points for each kind, which together hold every story several times: those that the real engine plays too. */
export function realSampleOf(points: readonly Point[], seed: string): Point[] {
  const names = stories.map(({ name }) => name);
  return sampleOf(points, seed).filter(({ story, kind }) => {
    const distance = names.indexOf(story.name) - ([...kinds.keys()].indexOf(kind) % names.length);
    return distance === 0 || Math.abs(distance) === names.length / 2;
  });
}

/** In an order that the seed decides about, the same through either face. */
function ranked(points: readonly Point[], seed: string): Point[] {
  const rank = (point: Point): string =>
    createHash("sha256")
      .update(`${seed} ${nameOfBoth(point)}`)
      .digest("hex");
  return points
    .map((point) => ({ point, rank: rank(point) }))
    .sort((one, other) => (one.rank < other.rank ? -1 : 1))
    .map(({ point }) => point);
}

/** A point's name, for people. */
export function nameOf({ face, ...point }: Point): string {
  return `${nameOfBoth(point)} | ${face.name}`;
}

/** What the points of the two faces have in common that disturb the same call in the same way. */
export function nameOfBoth({ story, call, kind }: Omit<Point, "face">): string {
  return `${story.name} | ${call} | ${kind}`;
}
