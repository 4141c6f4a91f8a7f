import { z } from "zod";
import type { ConsoleErrorKind, Effect } from "../errors";
import { cures } from "./cures";
import { gatewayAnswer } from "./gateway-answers";
import { knownFailures, type KnownFailure } from "./known-failures";
import { wordsOf, wordsOfGateway } from "./words";

/** An answer that isn't a success, as it came. */
export interface FailedAnswer {
  readonly httpStatus: number;
  /** The JSON of the body; `undefined` for an empty one, the raw text where it isn't JSON. */
  readonly body: unknown;
  readonly isHtml: boolean;
}

/** What a failed answer means. */
export interface Verdict {
  readonly kind: ConsoleErrorKind;
  readonly effect: Effect;
  /** The server's own words; empty where there are none. */
  readonly said: string;
  /** What came instead of words. */
  readonly came?: string | undefined;
  /** What they mean, where they don't say it in English. */
  readonly means?: string | undefined;
  /** What to do about it. */
  readonly cure: string;
}

const errorBody = z
  .object({
    code: z.number().optional(),
    msg: z.unknown().optional(),
    msg_show: z.unknown().optional(),
    detail: z.unknown().optional(),
    err: z.unknown().optional(),
    error_type: z.string().optional(),
  })
  .refine((body) => [body.code, body.msg, body.detail, body.err].some((part) => part !== undefined));
type ErrorBody = z.infer<typeof errorBody>;

/** What a failed answer means: the console's own by its words, that of a gateway in front of it by its status. */
export function classify(answer: FailedAnswer): Verdict {
  const { httpStatus } = answer;
  const parsed = errorBody.safeParse(answer.body);
  if (!parsed.success) return ofGateway(httpStatus, wordsOfGateway(answer.body), describeBody(answer));
  const body = parsed.data;
  const known = knownFailures.find((candidate) => matches(candidate, httpStatus, body));
  if (!known) return unknownFailure(httpStatus, body);
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

function unknownFailure(httpStatus: number, body: ErrorBody): Verdict {
  const said = wordsOf(body);
  const { kind, isNeverTheConsoles = false } = gatewayAnswer(httpStatus);
  // The console passes statuses of the cluster's on, always with words for people.
  const isGateways = kind === "gatewayGaveUp" && body.msg_show === undefined;
  if (isNeverTheConsoles || isGateways) return ofGateway(httpStatus, said);
  if (httpStatus >= 500) return { kind: "crashed", effect: "unknown", said, cure: cures.crashed };
  return { kind: "refused", effect: "none", said, cure: cures.refused };
}

function ofGateway(httpStatus: number, said: string, came?: string): Verdict {
  const { kind, effect, means, cure = cures[kind] } = gatewayAnswer(httpStatus);
  return { kind, effect, said, came, means, cure };
}

/** What a body is that holds no words for people. */
export function describeBody({ body, isHtml }: Omit<FailedAnswer, "httpStatus">): string {
  if (isHtml) return "a web page";
  if (body === undefined) return "an empty answer";
  return typeof body === "string" ? "a text" : "JSON of something else";
}
