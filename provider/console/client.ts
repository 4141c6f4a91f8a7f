import * as http from "node:http";
import * as https from "node:https";
import axios, { type AxiosError, type AxiosInstance } from "axios";
import axiosRetry, { exponentialDelay, isNetworkError, retryAfter } from "axios-retry";
import { concealSecret } from "../screen";
import { trusting } from "../trust";
import { verdictOn } from "./failure";

/** A proxy for HTTP, which also opens tunnels. */
export interface Proxy {
  readonly protocol: "http" | "https";
  readonly host: string;
  readonly port: number;
  readonly auth?: { readonly username: string; readonly password: string };
}

/** How to reach one console. */
export interface ConsoleSettings {
  /** Scheme, host, port, and the path that the console is behind, if any; without a slash at the end. */
  readonly endpoint: string;
  /** The raw access token of a user, or what looks it up at each call. */
  readonly token: string | (() => string);
  /** Reads at once, at most. Default 8. */
  readonly maxConcurrency?: number | undefined;
  /** PEM texts of certificate authorities to trust beside the usual ones. */
  readonly authorities?: readonly string[] | undefined;
  /** True accepts any certificate. */
  readonly insecureSkipTlsVerify?: boolean | undefined;
  /** The proxy that leads there. Default: none does. */
  readonly proxy?: Proxy | undefined;
}

/** How often what is safe to repeat is tried again. */
export const retries = 4;
const longestRetryAfterMs = 60_000;

/** An HTTP client of one console. */
export function clientFor(settings: ConsoleSettings): AxiosInstance {
  const secured = securityOf(settings);
  const client = axios.create({
    baseURL: `${settings.endpoint}/openapi/v1`,
    headers: { Accept: "application/json" },
    proxy: settings.proxy ?? false,
    maxRedirects: 0,
    responseType: "text",
    transformResponse: (body: unknown) => body,
    validateStatus: (status) => status < 300,
  });
  const kept = {
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ ...secured, keepAlive: true }),
  };
  const single = { httpAgent: new http.Agent(), httpsAgent: new https.Agent(secured) };
  client.interceptors.request.use((config) => {
    config.headers.set("Authorization", tokenNow(settings));
    // A write goes over a socket of its own: on one that the server is just closing, nobody could tell whether it was acted upon.
    return Object.assign(config, config.method === "get" ? kept : single);
  });
  axiosRetry(client, {
    retryDelay: exponentialDelay,
    retryCondition: isSafeToRepeat,
    shouldResetTimeout: true,
  });
  return client;
}

function tokenNow({ token }: ConsoleSettings): string {
  const now = typeof token === "string" ? token : token();
  concealSecret(now);
  return now;
}

function securityOf({ authorities, insecureSkipTlsVerify }: ConsoleSettings): https.AgentOptions {
  return { ...trusting(authorities), rejectUnauthorized: insecureSkipTlsVerify !== true };
}

function isSafeToRepeat(error: AxiosError): boolean {
  if (retryAfter(error) > longestRetryAfterMs) return false;
  if (error.response && ["databaseLocked", "deleteFailed"].includes(verdictOn(error.response).kind)) return true;
  const method = error.config?.method;
  if (method !== "get" && method !== "delete") return false;
  const status = error.response?.status;
  return status === undefined ? isNetworkError(error) : [429, 502, 503, 504].includes(status);
}
