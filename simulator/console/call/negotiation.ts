import type { IncomingMessage } from "node:http";
import { encode, type Reply } from "../../server/reply";
import { ConsoleError, frameworkError } from "./errors";

/** What the web framework can make of an answer: JSON, or a page for people that shows it. */
export type Format = "json" | "page";

const formats: readonly { format: Format; name: string; mediaType: string }[] = [
  { format: "json", name: "json", mediaType: "application/json" },
  { format: "page", name: "api", mediaType: "text/html" },
];

/** Chooses by `?format=` and `Accept` as the web framework does; throws 404 for an unknown format and 406 if nothing fits. */
export function negotiate(request: IncomingMessage, query: URLSearchParams): Format {
  const wanted = query.get("format") ?? "";
  const offered = wanted === "" ? formats : formats.filter(({ name }) => name === wanted);
  if (offered.length === 0) throw unknownFormat();
  const ranges = (request.headers.accept ?? "*/*").split(",").map(rangeOf);
  for (const rank of [3, 2, 1, 0]) {
    const ranked = ranges.filter((range) => range.rank === rank);
    const found = offered.find(({ mediaType }) => ranked.some((range) => range.pattern.test(mediaType)));
    if (found !== undefined) return found.format;
  }
  throw frameworkError(406, "无法满足Accept HTTP头的请求。", "NotAcceptable");
}

/** A media range with its rank: the more exact, the higher. Qualities aren't looked at. */
function rangeOf(text: string): { rank: number; pattern: RegExp } {
  const [range = "", ...parameters] = text.split(";").map((part) => part.trim());
  const [main = "", sub = ""] = range.split("/");
  const part = (word: string): string => (word === "*" ? ".*" : word.replace(/[^\w-]/g, "\\$&"));
  const isPlain = parameters.every((parameter) => parameter.startsWith("q="));
  const rank = main === "*" ? 0 : sub === "*" ? 1 : isPlain ? 2 : 3;
  return { rank, pattern: new RegExp(`^${part(main)}/${part(sub)}$`) };
}

function unknownFormat(): ConsoleError {
  const detail = "未找到。";
  return new ConsoleError({ status: 404, json: { detail, code: 404, msg: detail, msg_show: detail } }, detail);
}

/** Returns the page on which the web framework shows an answer to people. */
export function asPage(reply: Reply): Reply {
  const shown = encode(reply).bytes.toString("utf8").replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const text =
    `<!DOCTYPE html>\n<html>\n<head><title>Django REST framework</title></head>\n` +
    `<body><pre class="prettyprint">HTTP ${String(reply.status)}\n\n${shown}</pre></body>\n</html>\n`;
  return { status: reply.status, contentType: "text/html; charset=utf-8", text, headers: reply.headers ?? {} };
}
