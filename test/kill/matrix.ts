import { createHash } from "node:crypto";
import { join } from "node:path";
import { kinds } from "./kinds";
import { failed, playPoint, rehearse, type Point, type Result } from "./play";
import { Stage, type Beginning, type StackMaker } from "./stage";
import { stories, type Story } from "./stories";

/** A story that was played undisturbed. */
export interface Rehearsal {
  readonly beginning: Beginning;
  readonly calls: readonly string[];
}

/** Plays each story undisturbed: see `rehearse`. */
export async function rehearseAll(
  folder: string,
  makeStack: StackMaker,
  which: readonly Story[],
  end: "operation" | "judgement" = "judgement",
): Promise<Rehearsal[]> {
  return Promise.all(
    which.map(async (story) => {
      const stage = await Stage.open(join(folder, "rehearsal", story.name));
      try {
        const beginning = await stage.begin(story, makeStack);
        return { beginning, calls: await rehearse(stage, beginning, end) };
      } finally {
        stage.close();
      }
    }),
  );
}

/** A point for each story, each of its calls, and each kind. */
export function pointsOf(rehearsals: readonly Rehearsal[]): Point[] {
  return rehearsals.flatMap(({ beginning: { story }, calls }) =>
    calls.flatMap((call) => [...kinds.keys()].map((kind) => ({ story, call, kind }))),
  );
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

/** Two points for each kind, which together hold every story several times: those that the real engine plays too. */
export function realSampleOf(points: readonly Point[], seed: string): Point[] {
  const names = stories.map(({ name }) => name);
  return sampleOf(points, seed).filter(({ story, kind }) => {
    const distance = names.indexOf(story.name) - ([...kinds.keys()].indexOf(kind) % names.length);
    return distance === 0 || Math.abs(distance) === names.length / 2;
  });
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A point's name, for people. */
export function nameOf({ story, call, kind }: Point): string {
  return `${story.name} | ${call} | ${kind}`;
}

/** A point that was played. */
export interface Played extends Result {
  readonly point: Point;
}

/** Where points are played, and how. */
export interface PlayOptions {
  /** A folder for what the stages keep. */
  readonly folder: string;
  /** How many points are played at the same time. */
  readonly stages: number;
  /** Hears of each point that has ended. */
  readonly onPlayed?: (played: Played) => void;
}

/** Plays the points with the driver, several at a time; one that breaks the harness itself is a failed one. */
export async function playAll(
  points: readonly Point[],
  rehearsals: readonly Rehearsal[],
  { folder, stages, onPlayed }: PlayOptions,
): Promise<Played[]> {
  const queue = [...points];
  const all: Played[] = [];
  const work = async (index: number): Promise<void> => {
    const stage = await Stage.open(join(folder, `stage-${index}`));
    for (let point = queue.shift(); point; point = queue.shift()) {
      const beginning = movedTo(stage.passage.url, beginningOf(point, rehearsals));
      const result = await playPoint(stage, beginning, point).catch((thrown: unknown) => failed(String(thrown)));
      const played = { ...result, point };
      all.push(played);
      onPlayed?.(played);
    }
    stage.close();
  };
  await Promise.all(Array.from({ length: stages }, (_, index) => work(index)));
  return all;
}

/** Plays the points with Pulumi's real engine, several stories at a time. */
export async function playReally(
  points: readonly Point[],
  makeStack: StackMaker,
  { folder, stages, onPlayed }: PlayOptions,
): Promise<Played[]> {
  const queue = [...new Set(points.map(({ story }) => story))];
  const all: Played[] = [];
  const work = async (index: number): Promise<void> => {
    const stage = await Stage.open(join(folder, `real-stage-${index}`));
    for (let story = queue.shift(); story; story = queue.shift()) {
      const beginning = await stage.begin(story, makeStack);
      for (const point of points.filter((one) => one.story === story)) {
        const result = await playPoint(stage, beginning, point).catch((thrown: unknown) => failed(String(thrown)));
        const played = { ...result, point };
        all.push(played);
        onPlayed?.(played);
      }
      await beginning.stack.close();
    }
    stage.close();
  };
  await Promise.all(Array.from({ length: stages }, (_, index) => work(index)));
  return all;
}

function beginningOf({ story }: Point, rehearsals: readonly Rehearsal[]): Beginning {
  const found = rehearsals.find(({ beginning }) => beginning.story === story);
  if (!found) throw new Error(`${story.name} was never rehearsed`);
  return found.beginning;
}

/** The same beginning where Rainbond has this address. */
function movedTo(url: string, { declared, saved, ...beginning }: Beginning): Beginning {
  const moved = Object.entries(declared).map(([name, args]) => {
    const market = typeof args["marketUrl"] === "string" ? args["marketUrl"] : "";
    return [name, { ...args, marketUrl: market.replace(beginning.url, url) }] as const;
  });
  const there = { url, saved: saved.replaceAll(beginning.url, url), declared: Object.fromEntries(moved) };
  return { ...beginning, ...there };
}
