import type { ServerResponse } from "node:http";

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
export function send(response: ServerResponse, reply: Reply, headOnly: boolean): void {
  const { bytes, contentType } = encode(reply);
  response.writeHead(reply.status, {
    ...(contentType === undefined ? {} : { "Content-Type": contentType }),
    "Content-Length": bytes.length,
    ...reply.headers,
  });
  response.end(headOnly ? undefined : bytes);
}
