import { createHash } from "node:crypto";
import { join } from "node:path";
import type { HostOptions } from "../host/dynamic-host";
import { kinds } from "./kinds";
import { play, rehearse, type Point, type Result } from "./play";
import { Stage } from "./stage";
import { stories, type Story } from "./stories";

/** Where a matrix is played, and how. */
export interface MatrixOptions {
  /** A folder for what the stages keep. */
  readonly folder: string;
  /** How many points are played at the same time. */
  readonly stages: number;
  /** How provider processes start. */
  readonly host?: HostOptions;
  /** Hears of each point that has ended. */
  readonly onResult?: (result: Result) => void;
}

/** Plays every story undisturbed, and returns a point for each of its calls and each kind. */
export async function allPoints({ folder, host }: MatrixOptions): Promise<Point[]> {
  const stage = await Stage.open(join(folder, "rehearsal"), host);
  try {
    const points: Point[] = [];
    for (const story of stories) points.push(...pointsOf(story, await rehearse(stage, story)));
    return points;
  } finally {
    stage.close();
  }
}

function pointsOf(story: Story, calls: readonly string[]): Point[] {
  return calls.flatMap((call) => [...kinds.keys()].map((kind) => ({ story, call, kind })));
}

/** A point for each story and kind, about a tenth of all; the seed decides about the call. */
export function sampleOf(points: readonly Point[], seed: string): Point[] {
  const chosen = new Map<string, Point>();
  const rank = (point: Point): string => digest(`${seed} ${nameOf(point)}`);
  for (const point of points) {
    const place = `${point.story.name} ${point.kind}`;
    const rival = chosen.get(place);
    if (!rival || rank(point) < rank(rival)) chosen.set(place, point);
  }
  return [...chosen.values()];
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A point's name, for people. */
export function nameOf({ story, call, kind }: Point): string {
  return `${story.name} | ${call} | ${kind}`;
}

/** Plays the points, several at a time; a point that breaks the harness itself is a failed one. */
export async function playAll(points: readonly Point[], options: MatrixOptions): Promise<Result[]> {
  const queue = [...points];
  const results: Result[] = [];
  const stages = Array.from({ length: options.stages }, async (_, index) => {
    const stage = await Stage.open(join(options.folder, `stage-${index}`), options.host);
    for (let point = queue.shift(); point; point = queue.shift()) {
      const result = await playOrFail(stage, point);
      results.push(result);
      options.onResult?.(result);
    }
    stage.close();
  });
  await Promise.all(stages);
  return results;
}

async function playOrFail(stage: Stage, point: Point): Promise<Result> {
  try {
    return await play(stage, point);
  } catch (thrown) {
    return { point, complaints: [{ what: "spoilt", why: String(thrown) }], isAdopted: false, isRefused: false };
  }
}
