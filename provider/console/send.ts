import { readFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { rootCertificates } from "node:tls";
import { Semaphore } from "async-mutex";
import axios, { AxiosError, type AxiosInstance, type AxiosResponse } from "axios";
import axiosRetry, { exponentialDelay, isNetworkError, retryAfter } from "axios-retry";
import type { z } from "zod";
import {
  concealSecret,
  ConsoleError,
  messageOf,
  RainbondError,
  redact,
  type ConsoleErrorKind,
  type Effect,
} from "../errors";
import { classify } from "./classify";
import { cures } from "./cures";

/** How to reach one console. */
export interface ConsoleSettings {
  /** Scheme, host and port, without a path and without a slash at the end. */
  readonly endpoint: string;
  /** The raw access token of a user. */
  readonly token: string;
  /** Reads at once, at most. Default 8. */
  readonly maxConcurrency?: number | undefined;
  /** A PEM file of certificate authorities to trust beside the system's. */
  readonly caFile?: string | undefined;
  /** True accepts any certificate. */
  readonly insecureSkipTlsVerify?: boolean | undefined;
}

/** One call to the console. */
export interface Call<Answer> {
  /** What the call is for, as it reads behind "can't". */
  readonly doing: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** The path below `/openapi/v1`, parts already encoded, without a slash at the end. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** What a success's body must look like; `z.undefined()` for an empty one. */
  readonly answer: z.ZodType<Answer>;
  readonly timeoutMs?: number;
  /** True if it stops components. */
  readonly isStop?: boolean;
  /** True for what must never be sent twice, whatever is known of the first time. */
  readonly isUnrepeatable?: boolean;
}

/** Sends a call and returns its parsed answer, or throws a {@link ConsoleError}; also when it is cut short by the signal. */
export type Send = <Answer>(call: Call<Answer>, end?: AbortSignal) => Promise<Answer>;

/** What a failure says of the call. */
interface Where {
  readonly doing: string;
  readonly call: string;
}

const readTimeoutMs = 40_000;
const retries = 4;
const longestRetryAfterMs = 60_000;

/** A connection to one console, shared by all operations on it. */
export interface Connection {
  readonly endpoint: string;
  readonly send: Send;
}

/**
 * Connects to one console: a pool of sockets, at most `maxConcurrency` reads at once, and retries of what is safe to repeat:
 * GET and DELETE after a network error, 429, 502, 503 or 504 (a `Retry-After` of up to a minute is honoured), and what the console didn't do
 * because its database was locked, which a failed deletion doesn't even say. Nothing else is sent twice, and an install or an upgrade never.
 */
export function connect(settings: ConsoleSettings): Connection {
  concealSecret(settings.token);
  const client = clientFor(settings);
  const places = new Semaphore(settings.maxConcurrency ?? 8);
  return {
    endpoint: settings.endpoint,
    send: <Answer>(call: Call<Answer>, end?: AbortSignal) => {
      const answered = (): Promise<Answer> => sendOnce(client, settings.endpoint, call, end);
      return call.method === "GET" ? places.runExclusive(answered) : answered();
    },
  };
}

/** A call as errors name it. */
export function describeCall(method: string, endpoint: string, path: string): string {
  return `${method} ${endpoint}/openapi/v1${path}`;
}

function clientFor(settings: ConsoleSettings): AxiosInstance {
  const tls = {
    ...(settings.caFile === undefined ? {} : { ca: [...rootCertificates, authoritiesIn(settings.caFile)] }),
    rejectUnauthorized: settings.insecureSkipTlsVerify !== true,
  };
  const client = axios.create({
    baseURL: `${settings.endpoint}/openapi/v1`,
    headers: { Authorization: settings.token, Accept: "application/json" },
    maxRedirects: 0,
    responseType: "text",
    transformResponse: (body: unknown) => body,
    validateStatus: (status) => status < 300,
  });
  const kept = {
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ ...tls, keepAlive: true }),
  };
  const single = { httpAgent: new http.Agent(), httpsAgent: new https.Agent(tls) };
  // A write goes over a socket of its own: on one that the server is just closing, nobody could tell whether it was acted upon.
  client.interceptors.request.use((config) => Object.assign(config, config.method === "get" ? kept : single));
  axiosRetry(client, {
    retryDelay: exponentialDelay,
    retryCondition: isSafeToRepeat,
    shouldResetTimeout: true,
  });
  return client;
}

function authoritiesIn(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (thrown) {
    throw new RainbondError(`caFile: the file can't be read (${messageOf(thrown)}). Check the path`);
  }
}

function isSafeToRepeat(error: AxiosError): boolean {
  if (retryAfter(error) > longestRetryAfterMs) return false;
  if (error.response && ["databaseLocked", "deleteFailed"].includes(kindOf(error.response))) return true;
  const method = error.config?.method;
  if (method !== "get" && method !== "delete") return false;
  const status = error.response?.status;
  return status === undefined ? isNetworkError(error) : [429, 502, 503, 504].includes(status);
}

async function sendOnce<Answer>(
  client: AxiosInstance,
  endpoint: string,
  call: Call<Answer>,
  end: AbortSignal | undefined,
): Promise<Answer> {
  const where = { doing: call.doing, call: describeCall(call.method, endpoint, call.path) };
  let response: AxiosResponse<unknown>;
  try {
    response = await client.request<unknown>({
      method: call.method,
      url: call.path,
      ...(call.query ? { params: call.query } : {}),
      ...(call.body === undefined ? {} : { data: call.body }),
      timeout: call.timeoutMs ?? readTimeoutMs,
      ...(end ? { signal: end } : {}),
      "axios-retry": { retries: call.isUnrepeatable === true ? 0 : retries },
    });
  } catch (thrown) {
    throw failureOf(thrown, where);
  }
  return parseAnswer(response, call, where);
}

function parseAnswer<Answer>(response: AxiosResponse<unknown>, call: Call<Answer>, where: Where): Answer {
  const parsed = call.answer.safeParse(jsonOf(response.data));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConsoleError({
    kind: "notRainbond",
    effect: call.method === "GET" ? "none" : "unknown",
    httpStatus: response.status,
    said: describeBody(response, issue),
    ...where,
    cure: cures.notRainbond,
  });
}

/** What is wrong with a success's body, in words. */
function describeBody(response: AxiosResponse<unknown>, issue: z.core.$ZodIssue | undefined): string {
  if (isHtml(response)) return "a web page";
  if (response.data === "") return "an empty answer";
  const path = issue?.path.join(".") ?? "";
  return `an unexpected answer${path ? ` at ${path}` : ""} (${issue?.message ?? "no JSON"})`;
}

/** The JSON of a body; `undefined` for an empty one, the raw text where it isn't JSON. */
function jsonOf(body: unknown): unknown {
  if (typeof body !== "string" || body === "") return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function isHtml(response: AxiosResponse<unknown>): boolean {
  return String(response.headers["content-type"] ?? "").includes("text/html");
}

function kindOf(response: AxiosResponse<unknown>): ConsoleErrorKind {
  return classify({ httpStatus: response.status, body: jsonOf(response.data), isHtml: isHtml(response) }).kind;
}

function failureOf(thrown: unknown, where: Where): Error {
  if (!(thrown instanceof AxiosError)) return thrown instanceof Error ? thrown : new Error(redact(String(thrown)));
  const response: AxiosResponse<unknown> | undefined = thrown.response;
  if (!response) return withoutAnswer(thrown, where);
  if (response.status < 400) return redirectOf(response, where);
  const verdict = classify({ httpStatus: response.status, body: jsonOf(response.data), isHtml: isHtml(response) });
  return new ConsoleError({ ...verdict, httpStatus: response.status, ...where });
}

function redirectOf(response: AxiosResponse<unknown>, where: Where): ConsoleError {
  const target = String(response.headers["location"] ?? "elsewhere");
  return new ConsoleError({
    kind: "redirected",
    effect: "none",
    httpStatus: response.status,
    said: `redirect to ${target}`,
    ...where,
    cure: cures.redirected,
  });
}

/** Codes of failures before anything was sent; TLS failures are among them. */
const beforeSending =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_INVALID_URL|ERR_TLS_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|CERT_|EPROTO)/;

function withoutAnswer(error: AxiosError, where: Where): ConsoleError {
  const code = error.code ?? "";
  const unsent = beforeSending.test(code);
  const effect: Effect = unsent ? "none" : "unknown";
  const kind: ConsoleErrorKind = unsent ? "unreachable" : "noAnswer";
  if (code === AxiosError.ERR_CANCELED) {
    return new ConsoleError({ kind, effect, said: "no answer within the time limit", ...where, cure: cures[kind] });
  }
  const said = error.message && error.message !== "Error" ? error.message : code || "no connection";
  return new ConsoleError({ kind, effect, said, ...where, cure: cures[kind] });
}
