import { z } from "zod";
import type { Simulator } from "../../../simulator";
import { compareBodies, type Comparison } from "./answer-comparison";
import { call, type Answer } from "./client";
import { Identities } from "./identities";
import type { Step } from "./recording";

/** What we do where the recording leaves steps out: a request, or a status for all components of an app group. */
export const insertionSchema = z.union([
  z.object({
    /** The label of the recorded step that follows. */
    before: z.string(),
    method: z.string(),
    path: z.string(),
    body: z.unknown().optional(),
    /** Recorded ids that the answer gives, by their key in it. */
    ties: z.record(z.string(), z.string()).optional(),
  }),
  z.object({ before: z.string(), pin: z.string().nullable(), services: z.string() }),
]);

/** See `insertionSchema`. */
export type Insertion = z.infer<typeof insertionSchema>;

/** What came of a step. */
export interface Replayed {
  step: Step;
  answer: Answer;
  /** The ids that were known before the step. */
  known: Identities;
  comparison: Comparison;
}

/** Plays recorded steps against a simulator, in order, with the recorded ids exchanged for ours. */
export class Replay {
  private readonly identities = new Identities();

  constructor(
    private readonly simulator: Simulator,
    private readonly steps: readonly Step[],
    private readonly insertions: readonly Insertion[],
  ) {
    this.identities.tie("text", "http://127.0.0.1:8890", simulator.storeUrl);
  }

  /** Plays all steps, one after the other. */
  async *play(): AsyncGenerator<Replayed> {
    for (const step of this.steps) {
      for (const insertion of this.insertions) if (insertion.before === step.label) await this.insert(insertion);
      const known = this.identities.copy();
      const answer = await this.send(step.request.method, step.request.path, step.request.body, step.request.token);
      yield { step, answer, known, comparison: compareStep(step, answer, this.identities) };
    }
  }

  private async insert(insertion: Insertion): Promise<void> {
    if ("pin" in insertion) {
      await this.pinAll(insertion.services, insertion.pin);
      return;
    }
    const { method, path, body, ties = {} } = insertion;
    const answer = await this.send(method, path, body, "admin");
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    for (const [key, recorded] of Object.entries(ties)) {
      const ours = z.record(z.string(), z.unknown()).parse(answer.json)[key];
      if (typeof ours !== "string" || !this.identities.tie("text", recorded, ours)) throw new Error(`no ${key}`);
    }
  }

  private async pinAll(services: string, status: string | null): Promise<void> {
    const { json } = await this.send("GET", services, undefined, "admin");
    for (const { service_id: id } of z.array(z.object({ service_id: z.string() })).parse(json)) {
      await call(this.simulator, "PUT", `/simulator/components/${id}`, { status });
    }
  }

  private async send(method: string, path: string, body: unknown, token: Step["request"]["token"]): Promise<Answer> {
    const { adminToken, plainToken } = this.simulator.info;
    const ourPath = this.identities
      .translate(path)
      .replace(/\/(apps?)\/(\d+)/, (_, word: string, id: string) => `/${word}/${this.identities.number("app", id)}`);
    const ourBody: unknown =
      body === undefined ? undefined : JSON.parse(this.identities.translate(JSON.stringify(body)));
    return await call(this.simulator, method, ourPath, ourBody, {
      token: { none: null, admin: adminToken, plain: plainToken }[token],
    });
  }
}

/** Compares status, media type and body of an answer with the recorded ones. */
export function compareStep(step: Step, answer: Answer, identities: Identities): Comparison {
  const { status, contentType, body, text } = step.response;
  const comparison =
    text === undefined
      ? compareBodies(body, answer.text === "" ? undefined : answer.json, identities, step.label)
      : compareBodies(text, answer.text, identities, step.label);
  if (answer.status !== status) comparison.problems.unshift(`status ${status} / ${answer.status}: ${answer.text}`);
  if (answer.contentType !== contentType) {
    comparison.problems.push(`media type ${contentType ?? "none"} / ${answer.contentType ?? "none"}`);
  }
  comparison.compared.push("status", "media type");
  return comparison;
}

/** Plays a replay to its end. */
export async function playAll(replay: Replay): Promise<Replayed[]> {
  const played: Replayed[] = [];
  for await (const each of replay.play()) played.push(each);
  return played;
}

/** Returns all differences, each with its step. */
export function problemsOf(played: readonly Replayed[]): string[] {
  return played.flatMap(({ step, comparison }) => comparison.problems.map((problem) => `${step.label}: ${problem}`));
}

/** Returns how many values were compared and how many only by form or correspondence. */
export function summary(played: readonly Replayed[]): string {
  const compared = played.reduce((sum, { comparison }) => sum + comparison.compared.length, 0);
  const masked = played.reduce((sum, { comparison }) => sum + comparison.masked.length, 0);
  return `${compared} values compared, ${masked} masked`;
}
