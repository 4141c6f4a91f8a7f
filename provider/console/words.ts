import { z } from "zod";
import { shown } from "../screen";

const longest = 300;

const refusedByCluster = z.object({ httpcode: z.number(), body: z.unknown() });
const withName = z.object({ service_cname: z.string(), msg: z.unknown() });
const withMessage = z.object({ msg: z.unknown() });
/** What the console puts before the text of whatever stopped an install. */
const installPrefix = "安装应用发生异常";

/** The words of an error body that are for people. */
export interface Words {
  readonly msg?: unknown;
  readonly msg_show?: unknown;
  readonly detail?: unknown;
  readonly err?: unknown;
}

/**
 * The server's own words: `msg`, or for a validation error the fields; `msg_show` behind it where that says more. Of what cluster and store answered
 * to the console, which comes along as JSON, only the words; no traceback, and one line of 300 characters at most.
 */
export function wordsOf(body: Words): string {
  if (body.err !== undefined) return shown(fieldsOf(body.err), { longest });
  const msg = plain(body.msg ?? body.detail);
  const show = plain(withoutPrefix(body.msg_show));
  const isTraceback = /traceback/i.test(show) || show.length > 600;
  const more = show === msg || isTraceback ? "" : show;
  return shown([msg, more].filter((words) => words !== "").join(": "), { longest });
}

const gatewayBody = z.union([
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ error_msg: z.string() }).transform(({ error_msg }) => error_msg),
  z.object({ error: z.string() }).transform(({ error }) => error),
]);

/** The words of a gateway that answers in JSON; empty where there are none. */
export function wordsOfGateway(body: unknown): string {
  return shown(gatewayBody.safeParse(body).data ?? "", { longest });
}

function withoutPrefix(show: unknown): unknown {
  return typeof show === "string" && show.startsWith(installPrefix) ? show.slice(installPrefix.length) : show;
}

/** The fields that were refused, each with its texts. */
function fieldsOf(err: unknown): string {
  const fields = z.record(z.string(), z.unknown()).safeParse(err);
  if (!fields.success) return plain(err);
  return Object.entries(fields.data)
    .map(([field, texts]) => `${field}: ${plain(texts)}`)
    .join("; ");
}

function plain(value: unknown): string {
  if (typeof value === "string") return plainText(value);
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.map(plain).filter(Boolean).join(", ");
  const cluster = refusedByCluster.safeParse(value);
  if (cluster.success) return `the cluster answered ${cluster.data.httpcode} ${plain(cluster.data.body)}`.trim();
  const named = withName.safeParse(value);
  if (named.success) return `${named.data.service_cname}: ${plain(named.data.msg)}`;
  const message = withMessage.safeParse(value);
  return message.success ? plain(message.data.msg) : "";
}

/** A text may be the JSON that somebody else answered. */
function plainText(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return plain(JSON.parse(text));
  } catch {
    return text;
  }
}
