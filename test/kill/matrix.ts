import { join } from "node:path";
import { CliStack } from "./cli-stack";
import { Driver } from "./driver";
import type { Face } from "./faces";
import { failed, playPoint, rehearse, type Point, type Result } from "./play";
import { Stage, type Beginning } from "./stage";
import type { Story } from "./stories";

/** A story that was played undisturbed, by the driver. */
export interface Rehearsal {
  readonly face: Face;
  readonly beginning: Beginning;
  readonly calls: readonly string[];
}

/** Plays each story undisturbed: see `rehearse`. */
export async function rehearseAll(
  folder: string,
  face: Face,
  which: readonly Story[],
  end: "operation" | "judgement" = "judgement",
): Promise<Rehearsal[]> {
  return Promise.all(
    which.map(async (story) => {
      const stage = await Stage.open(join(folder, "rehearsal", face.name, story.name));
      try {
        const beginning = await stage.begin(story, Driver.maker(face));
        return { face, beginning, calls: await rehearse(stage, beginning, end) };
      } finally {
        stage.close();
      }
    }),
  );
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
  { folder, stages, onPlayed }: PlayOptions,
): Promise<Played[]> {
  const isAlike = (one: Point, other: Point): boolean => one.story === other.story && one.face === other.face;
  const queue = points.filter((point, index) => points.findIndex((other) => isAlike(point, other)) === index);
  const all: Played[] = [];
  const work = async (index: number): Promise<void> => {
    const stage = await Stage.open(join(folder, `real-stage-${index}`));
    for (let first = queue.shift(); first; first = queue.shift()) {
      const { story, face } = first;
      const beginning = await stage.begin(story, CliStack.maker(face));
      for (const point of points.filter((one) => isAlike(one, { ...one, story, face }))) {
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

function beginningOf({ face, story }: Point, rehearsals: readonly Rehearsal[]): Beginning {
  const found = rehearsals.find((one) => one.beginning.story === story && one.face === face);
  if (!found) throw new Error(`${story.name} was never rehearsed through the face ${face.name}`);
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
