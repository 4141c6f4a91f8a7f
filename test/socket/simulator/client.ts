import { request } from "node:http";
import type { Simulator } from "../../../simulator";

/** An answer as it came over the socket. */
export interface Answer {
  status: number;
  contentType: string | null;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
  /** The parsed body; undefined if it isn't JSON. */
  json: unknown;
}

/** How to call, beside method, path and body. */
export interface CallOptions {
  token?: string | null;
  headers?: Record<string, string>;
  /** True if the path is the whole one, whatever it begins with. */
  isWhole?: boolean;
}

/** Calls a simulator once; `path` begins after `/openapi/v1` unless it starts with `/simulator`, `/store` or `/gateway`. */
export async function call(
  simulator: Simulator,
  method: string,
  path: string,
  body?: unknown,
  options: CallOptions = {},
): Promise<Answer> {
  const token = options.token === undefined ? simulator.info.adminToken : options.token;
  const headers = {
    ...(token === null ? {} : { Authorization: token }),
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    ...options.headers,
  };
  const isWhole = options.isWhole === true || /^\/(simulator|store|gateway|openapi)\b/.test(path);
  const fullPath = isWhole ? path : `/openapi/v1${path}`;
  const payload = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return await new Promise((resolve, reject) => {
    const outgoing = request(new URL(simulator.url + fullPath), { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers["content-type"] ?? null,
          headers: response.headers,
          text,
          json: parsed(text),
        });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(payload);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
