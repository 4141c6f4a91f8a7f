import { z } from "zod";
import type { ConsoleErrorKind, Effect } from "../errors";
import { cures } from "./cures";
import { knownFailures, type KnownFailure } from "./known-failures";
import { wordsOf } from "./words";

/** An answer that isn't a success, as it came. */
export interface FailedAnswer {
  readonly httpStatus: number;
  readonly body: unknown;
  readonly isHtml: boolean;
}

/** What a failed answer means. */
export interface Verdict {
  readonly kind: ConsoleErrorKind;
  readonly effect: Effect;
  /** The server's own words. */
  readonly said: string;
  /** What they mean, where they don't say it in English. */
  readonly means?: string | undefined;
  /** What to do about it. */
  readonly cure: string;
}

const errorBody = z.object({
  code: z.number().optional(),
  msg: z.unknown().optional(),
  msg_show: z.unknown().optional(),
  detail: z.unknown().optional(),
  err: z.unknown().optional(),
  error_type: z.string().optional(),
});
type ErrorBody = z.infer<typeof errorBody>;

/** What a failed answer of the console means. */
export function classify(answer: FailedAnswer): Verdict {
  const parsed = errorBody.safeParse(answer.body);
  if (!parsed.success) return withoutErrorBody(answer);
  const body = parsed.data;
  const known = knownFailures.find((candidate) => matches(candidate, answer.httpStatus, body));
  if (!known) return { ...byStatus(answer.httpStatus), said: wordsOf(body) };
  const { kind, effect = "none", means, cure = cures[kind], showSaysMore = false } = known;
  const said = wordsOf(showSaysMore ? body : { ...body, msg_show: undefined });
  return { kind, effect, said, means, cure };
}

function matches(known: KnownFailure, httpStatus: number, body: ErrorBody): boolean {
  return (
    known.status === httpStatus &&
    (known.code === undefined || known.code === body.code) &&
    (known.msg === undefined || known.msg === body.msg) &&
    (known.errorType === undefined || known.errorType === body.error_type) &&
    (known.exception === undefined || String(body.msg_show).trim().endsWith(known.exception))
  );
}

function byStatus(httpStatus: number): Omit<Verdict, "said"> {
  if (httpStatus >= 500) return { kind: "crashed", effect: "unknown", cure: cures.crashed };
  return { kind: "refused", effect: "none", cure: cures.refused };
}

function withoutErrorBody({ httpStatus, isHtml }: FailedAnswer): Verdict {
  if (httpStatus >= 500) return { ...byStatus(httpStatus), said: "server error" };
  return { kind: "notRainbond", effect: "none", said: isHtml ? "a web page" : "no JSON", cure: cures.notRainbond };
}
