import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { crash, frameworkError } from "../console/call/errors";
import { decodeJson, JsonDecodeError, JsonTooDeepError } from "../python/json-decoder";

/** Reads a request's body to its end. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(request, "end");
  return Buffer.concat(chunks);
}

/** Parses a body by its media type; an empty one is an empty object. Throws 400 ParseError or 415. */
export function parseBody(bytes: Buffer, contentType: string | undefined): unknown {
  if (bytes.length === 0) return {};
  const type = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json") return parseJson(bytes.toString("utf8"));
  if (type === "application/x-www-form-urlencoded") return Object.fromEntries(new URLSearchParams(bytes.toString()));
  if (type === "multipart/form-data") return parseMultipart(bytes.toString("utf8"), contentType ?? "");
  throw frameworkError(415, `不支持请求中的媒体类型 “${contentType ?? ""}”。`, "UnsupportedMediaType");
}

function parseJson(text: string): unknown {
  try {
    return decodeJson(text);
  } catch (error) {
    if (error instanceof JsonDecodeError)
      throw frameworkError(400, `JSON parse error - ${error.message}`, "ParseError");
    if (error instanceof JsonTooDeepError) throw crash(error.message, "RecursionError");
    throw error;
  }
}

function parseMultipart(text: string, contentType: string): Record<string, string> {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) {
    throw frameworkError(400, "Multipart form parse error - Invalid boundary in multipart: None", "ParseError");
  }
  const fields: Record<string, string> = {};
  for (const part of text.split(`--${boundary}`)) {
    const match = /name="([^"]*)"[^]*?\r\n\r\n([^]*?)\r\n$/.exec(part);
    if (match?.[1] !== undefined && match[2] !== undefined) fields[match[1]] = match[2];
  }
  return fields;
}
