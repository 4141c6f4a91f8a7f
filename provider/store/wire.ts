import * as https from "node:https";
import axios, { type AxiosProxyConfig, type AxiosResponse } from "axios";
import { z } from "zod";
import { messageOf } from "../errors";
import { concealLogin, concealSecret, shown } from "../screen";
import { distrustCodes, distrustCure, trusting } from "../trust";

/** A store as the console is told of it. */
export interface Market {
  /** The store's URL, as it is sent to the console. */
  readonly url: string;
  readonly domain: string;
  /** Sent as it stands; `null` sends none. */
  readonly accessKey: string | null;
}

/** Why a call brought nothing. A refusal is the call, its status and the store's own words, as errors name them. */
export type NoAnswer =
  | { readonly outcome: "keyRefused"; readonly refusal: string }
  /** Nothing is at this path; what that means depends on the path. */
  | { readonly outcome: "modelMissing"; readonly refusal: string }
  /** Something else than an app store answers at its address. */
  | { readonly outcome: "noStore"; readonly refusal: string }
  /** No answer, or none that can be read: it proves nothing. */
  | { readonly outcome: "silent"; readonly reason: string };

/** How an address is reached. */
export interface Way {
  /** The proxy that leads there, if one does. */
  readonly proxy?: AxiosProxyConfig | undefined;
  /** PEM texts of certificate authorities to trust beside the usual ones. */
  readonly authorities?: readonly string[] | undefined;
}

/** Tells how an address is reached; it may throw what is wrong with the way there. */
export type WayTo = (url: string) => Way;

const timeoutMs = 10_000;
const longestWords = 300;
/** A hundred thousand versions, about: more than anybody published, and less than a process bears. */
const longestAnswer = 32 * 2 ** 20;

const words = z.object({ msg: z.string() });

/** Asks a store: `GET /app-server/openapi{path}`, of its market domain, with its key. Never throws. */
export async function askStore(
  market: Market,
  path: string,
  query: Readonly<Record<string, string>>,
  wayTo: WayTo,
): Promise<{ body: unknown } | { answer: NoAnswer }> {
  concealSecret(market.accessKey);
  concealLogin(market.url);
  const url = `${market.url.replace(/\/+$/, "")}/app-server/openapi${path}`;
  try {
    // An address may hold a login.
    const { origin, pathname } = new URL(url);
    const call = `GET ${origin}${pathname}`;
    if (!fitsHeader(market.accessKey)) return { answer: { outcome: "keyRefused", refusal: unfit(call) } };
    const { proxy = false, authorities } = wayTo(url);
    const response = await axios.get<unknown>(url, {
      params: { marketDomain: market.domain, ...query },
      headers: { Accept: "application/json", ...(market.accessKey ? { Authorization: market.accessKey } : {}) },
      proxy,
      ...(authorities?.length && { httpsAgent: new https.Agent(trusting(authorities)) }),
      timeout: timeoutMs,
      maxRedirects: 0,
      maxContentLength: longestAnswer,
      validateStatus: () => true,
    });
    return judge(response, `${call}: ${response.status}`);
  } catch (thrown) {
    return { answer: { outcome: "silent", reason: messageOf(thrown) + cureOf(thrown) } };
  }
}

function cureOf(thrown: unknown): string {
  const isDistrust = axios.isAxiosError(thrown) && distrustCodes.includes(thrown.code ?? "");
  return isDistrust ? `. ${distrustCure}` : "";
}

/** No HTTP client sends other characters in a header, the console's neither. */
function fitsHeader(key: string | null): boolean {
  return key === null || /^[\t\x20-\x7e\x80-\xff]*$/.test(key);
}

function unfit(call: string): string {
  return `${call} can't carry it, since it holds characters that no HTTP header may hold`;
}

/** What an answer says. Only a store answers in JSON: a refusal in another form comes from something in between, and proves nothing of the store. */
function judge(
  { status, data, headers }: AxiosResponse<unknown>,
  call: string,
): { body: unknown } | { answer: NoAnswer } {
  const isPage = String(headers["content-type"] ?? "").includes("text/html");
  if (isPage && status === 200) return { answer: { outcome: "noStore", refusal: `${call} (a web page)` } };
  if (status === 200) return { body: data };
  if (typeof data !== "object" || data === null) return { answer: withoutJson(status, call, isPage) };
  const said = words.safeParse(data).data?.msg;
  const refusal = `${call} ${said === undefined ? "(no words)" : `"${shown(said, { longest: longestWords })}"`}`;
  if (status === 401 || status === 403) return { answer: { outcome: "keyRefused", refusal } };
  if (status === 404) return { answer: { outcome: "modelMissing", refusal } };
  return { answer: { outcome: "silent", reason: `the store answered ${status}` } };
}

function withoutJson(status: number, call: string, isPage: boolean): NoAnswer {
  const came = isPage ? "a web page" : "no JSON";
  if (status === 404) return { outcome: "noStore", refusal: `${call} (${came})` };
  return { outcome: "silent", reason: `${status}, ${came}` };
}
