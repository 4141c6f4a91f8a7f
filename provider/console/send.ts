import { Semaphore } from "async-mutex";
import type { AxiosInstance, AxiosResponse } from "axios";
import type { z } from "zod";
import { ConsoleError } from "../errors";
import { describeBody } from "./classify";
import { clientFor, retries, type ConsoleSettings } from "./client";
import { cures } from "./cures";
import { bodyOf, failureOf, type Where } from "./failure";

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
  /** True for a call that changes nothing on the server, whatever its method. */
  readonly isRead?: boolean;
  /** The right in the team that it needs, as the web console names it: the console enforces it for some calls. */
  readonly right?: string;
  /** True if it stops components. */
  readonly isStop?: boolean;
  /** True for what must never be sent twice, whatever is known of the first time. */
  readonly isUnrepeatable?: boolean;
}

/** Sends a call and returns its parsed answer, or throws a {@link ConsoleError}; also when it is cut short by the signal. */
export type Send = <Answer>(call: Call<Answer>, end?: AbortSignal) => Promise<Answer>;

/** True for a call that changes nothing on the server. */
export function isRead({ method, isRead: isMeantSo = false }: Pick<Call<unknown>, "method" | "isRead">): boolean {
  return method === "GET" || isMeantSo;
}

const readTimeoutMs = 40_000;

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
  const client = clientFor(settings);
  const places = new Semaphore(settings.maxConcurrency ?? 8);
  const { endpoint, proxy } = settings;
  const through = proxy && `${proxy.protocol}://${proxy.host}:${proxy.port}`;
  return {
    endpoint,
    send: <Answer>(call: Call<Answer>, end?: AbortSignal) => {
      const where = {
        doing: call.doing,
        call: describeCall(call.method, endpoint, call.path),
        through,
        right: call.right,
      };
      const answered = (): Promise<Answer> => sendOnce(client, call, where, end);
      return isRead(call) ? places.runExclusive(answered) : answered();
    },
  };
}

/** A call as errors name it. */
export function describeCall(method: string, endpoint: string, path: string): string {
  return `${method} ${endpoint}/openapi/v1${path}`;
}

async function sendOnce<Answer>(
  client: AxiosInstance,
  call: Call<Answer>,
  where: Where,
  end: AbortSignal | undefined,
): Promise<Answer> {
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
  const came = bodyOf(response);
  const parsed = call.answer.safeParse(came.body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConsoleError({
    kind: "notRainbond",
    effect: isRead(call) ? "none" : "unknown",
    httpStatus: response.status,
    said: "",
    came: came.isHtml || came.body === undefined ? describeBody(came) : describeIssue(issue),
    doing: where.doing,
    call: where.call,
    cure: cures.notRainbond,
  });
}

/** What is wrong with a success's body, in words. */
function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  const path = issue?.path.join(".") ?? "";
  return `an unexpected answer${path ? ` at ${path}` : ""}: ${issue?.message ?? "no JSON"}`;
}
