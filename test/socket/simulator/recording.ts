import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const stepSchema = z.object({
  label: z.string(),
  request: z.object({
    method: z.string(),
    path: z.string(),
    token: z.enum(["none", "admin", "plain"]),
    body: z.unknown().optional(),
  }),
  response: z.object({
    status: z.number(),
    contentType: z.string().nullable(),
    body: z.unknown().optional(),
    text: z.string().optional(),
  }),
});

const recordingSchema = z.object({ about: z.string(), steps: z.array(stepSchema) });

/** One request to a real console, and its answer. */
export type Step = z.infer<typeof stepSchema>;

/** The folder of the recordings. */
export const fixturesFolder = join(__dirname, "..", "..", "fixtures");

/** Reads a recording; `rewrite` may change its text first. */
export function readRecording(name: string, rewrite: (text: string) => string = (text) => text): Step[] {
  const text = readFileSync(join(fixturesFolder, name), "utf8");
  return recordingSchema.parse(JSON.parse(rewrite(text))).steps;
}

/** Reads a store fixture; `rewrite` may change its text first. */
export function readStore(
  name: string,
  folder = fixturesFolder,
  rewrite: (text: string) => string = (text) => text,
): unknown {
  return JSON.parse(rewrite(readFileSync(join(folder, name), "utf8")));
}

/** Returns a rewrite that makes these exchanges one after the other. */
export function rewriting(
  exchanges: readonly (readonly [string | RegExp, string | ((match: string) => string)])[],
): (text: string) => string {
  return (text) =>
    exchanges.reduce(
      (result, [from, to]) =>
        typeof to === "string" ? result.replaceAll(from, to) : result.replaceAll(from, (match) => to(match)),
      text,
    );
}
