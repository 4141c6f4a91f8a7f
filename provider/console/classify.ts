import { z } from "zod";
import type { ConsoleErrorKind, Effect } from "../errors";

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
  readonly said: string;
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

interface Rule {
  readonly status: number;
  readonly code?: number;
  readonly msg?: string;
  readonly errorType?: string;
  readonly kind: ConsoleErrorKind;
  readonly effect?: Effect;
}

/**
 * The console's failures, told apart by status, code and, where one code has several causes, the whole constant English `msg`.
 * Most specific first; what no rule names falls to {@link byStatus}.
 */
const rules: readonly Rule[] = [
  { status: 401, code: 10421, kind: "storeKeyRefused" },
  { status: 401, code: 10400, kind: "licence" },
  { status: 401, kind: "tokenRefused" },
  { status: 403, code: 10407, kind: "storeRefused" },
  { status: 403, kind: "forbidden" },
  { status: 404, code: 3000, kind: "regionMissing" },
  { status: 404, code: 404, msg: "no found team", kind: "teamMissing" },
  { status: 404, code: 404, msg: "no found app", kind: "appMissing" },
  { status: 404, code: 404, msg: "no found component", kind: "componentMissing" },
  { status: 409, code: 2001, kind: "regionUnavailable" },
  { status: 409, msg: "delete error", kind: "running" },
  { status: 409, msg: "wait a moment please", kind: "busy" },
  { status: 412, msg: "delete error", kind: "neededByOthers" },
  { status: 400, code: 21003, kind: "k8sAppTaken" },
  { status: 400, code: 11011, kind: "k8sAppTakenInCluster" },
  { status: 400, code: 400, msg: "app name exist", kind: "appNameTaken" },
  { status: 400, code: 400, msg: "install app failure", kind: "installFailed" },
  { status: 400, code: 400, msg: "upgrade app failure", kind: "upgradeFailed" },
  { status: 400, code: 20400, kind: "invalidRequest" },
  { status: 500, code: 10401, errorType: "MaxRetryError", kind: "storeUnreachable", effect: "none" },
  {
    status: 500,
    code: 10401,
    errorType: "OperationalError",
    msg: "database is locked",
    kind: "databaseLocked",
    effect: "none",
  },
];

/** What a failed answer of the console means. */
export function classify(answer: FailedAnswer): Verdict {
  const parsed = errorBody.safeParse(answer.body);
  if (!parsed.success) return withoutErrorBody(answer);
  const body = parsed.data;
  const rule = rules.find((candidate) => matches(candidate, answer.httpStatus, body));
  const fallback = byStatus(answer.httpStatus);
  return {
    kind: rule?.kind ?? fallback.kind,
    effect: rule ? (rule.effect ?? "none") : fallback.effect,
    said: wordsOf(body),
  };
}

function matches(rule: Rule, httpStatus: number, body: ErrorBody): boolean {
  return (
    rule.status === httpStatus &&
    (rule.code === undefined || rule.code === body.code) &&
    (rule.msg === undefined || rule.msg === body.msg) &&
    (rule.errorType === undefined || rule.errorType === body.error_type)
  );
}

function byStatus(httpStatus: number): { kind: ConsoleErrorKind; effect: Effect } {
  if (httpStatus >= 500) return { kind: "crashed", effect: "unknown" };
  return { kind: "refused", effect: "none" };
}

function withoutErrorBody(answer: FailedAnswer): Verdict {
  if (answer.httpStatus >= 500) return { kind: "crashed", effect: "unknown", said: "server error" };
  return { kind: "notRainbond", effect: "none", said: answer.isHtml ? "a web page" : "no JSON" };
}

/** The server's own words: `msg`, or for a validation error the fields; `msg_show` behind it where that says more. */
function wordsOf(body: ErrorBody): string {
  if (body.err !== undefined) return oneLine(`${text(body.detail)} ${text(body.err)}`);
  const msg = text(body.msg ?? body.detail);
  const show = text(body.msg_show);
  const isTraceback = show.includes("Traceback") || show.includes("traceback") || show.length > 600;
  return oneLine(show && show !== msg && !isTraceback ? `${msg}: ${show}` : msg);
}

function text(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function oneLine(words: string): string {
  const line = words.replace(/\s+/g, " ").trim();
  return line.length > 400 ? `${line.slice(0, 400)}…` : line;
}
