import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

/** What the server answers: JSON, a text of some type, or nothing at all (no body and no content type). */
export type Reply =
  | { status: number; json: unknown; headers?: Record<string, string> }
  | { status: number; text: string; contentType: string; headers?: Record<string, string> }
  | { status: number; headers?: Record<string, string> };

/** The console's answer where its result is null: 200 without body and without content type. */
export const nothing: Reply = { status: 200 };

/** Returns 200 with a JSON body. */
export function ok(json: unknown): Reply {
  return { status: 200, json };
}

/** Returns 201 with a JSON body. */
export function created(json: unknown): Reply {
  return { status: 201, json };
}

/** Returns the console's general envelope around a bean or a list. */
export function envelope(
  msgShow: string,
  data: { bean?: unknown; list?: unknown[] } = {},
  msg = "success",
  code = 200,
): Reply {
  return {
    status: code,
    json: { code, msg, msg_show: msgShow, data: { bean: data.bean ?? {}, list: data.list ?? [] } },
  };
}

/** The page that the web framework serves for an address that no route matches. */
export const notFoundPage: Reply = {
  status: 404,
  contentType: "text/html",
  text:
    '\n<!doctype html>\n<html lang="en">\n<head>\n  <title>Not Found</title>\n</head>\n<body>\n' +
    "  <h1>Not Found</h1><p>The requested resource was not found on this server.</p>\n</body>\n</html>\n",
};

/** The page for a handler that produced no valid HTTP status. */
export const serverErrorPage: Reply = { status: 500, contentType: "text/html", text: "<h1>server error</h1>" };

/** Returns a reply's body as bytes, with its content type if it has one. */
export function encode(reply: Reply): { bytes: Buffer; contentType: string | undefined } {
  if ("json" in reply) return { bytes: Buffer.from(JSON.stringify(reply.json)), contentType: "application/json" };
  if ("text" in reply) return { bytes: Buffer.from(reply.text), contentType: reply.contentType };
  return { bytes: Buffer.alloc(0), contentType: undefined };
}

/** Sends a reply and ends the response. */
export function send(response: ServerResponse, reply: Reply, headOnly = false): void {
  const { bytes, contentType } = encode(reply);
  sendBytes(response, reply.status, bytes, { ...contentTypeHeader(contentType), ...reply.headers }, headOnly);
}

/** Sends a reply as the console's framework does: with the request's id, and compressed where that is asked for and worth it. */
export function sendFromConsole(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const { bytes, contentType } = encode(reply);
  const given = request.headers["x-request-id"];
  const headers: Record<string, string> = {
    ...contentTypeHeader(contentType),
    "X-Request-ID": typeof given === "string" && given !== "" ? given : randomUUID(),
    ...reply.headers,
  };
  const isHead = request.method === "HEAD";
  if (bytes.length < leastCompressedBytes) {
    sendBytes(response, reply.status, bytes, headers, isHead);
    return;
  }
  headers["Vary"] = "Accept-Encoding";
  const compressed = /\bgzip\b/.test(String(request.headers["accept-encoding"])) ? gzipSync(bytes) : bytes;
  const isWorthIt = compressed.length < bytes.length;
  if (isWorthIt) headers["Content-Encoding"] = "gzip";
  sendBytes(response, reply.status, isWorthIt ? compressed : bytes, headers, isHead);
}

/** Shorter answers are sent as they are. */
const leastCompressedBytes = 200;

function contentTypeHeader(contentType: string | undefined): Record<string, string> {
  return contentType === undefined ? {} : { "Content-Type": contentType };
}

function sendBytes(
  response: ServerResponse,
  status: number,
  bytes: Buffer,
  headers: Record<string, string>,
  headOnly: boolean,
): void {
  response.writeHead(status, { ...headers, "Content-Length": bytes.length });
  response.end(headOnly ? undefined : bytes);
}
