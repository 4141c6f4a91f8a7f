import axios, { type AxiosProxyConfig, type AxiosResponse } from "axios";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { messageOf } from "../errors";
import { concealSecret, shown } from "../screen";
import { template, type TemplateComponent } from "./template";

export type * from "./template";

/** A store as the console is told of it. */
export interface Market {
  /** The store's URL, as it is sent to the console. */
  readonly url: string;
  readonly domain: string;
  /** Sent as it stands; `null` sends none. */
  readonly accessKey: string | null;
}

/** A store's answer about one version of a model. A refusal is the call, its status and the store's own words, as errors name them. */
export type StoreAnswer =
  | { readonly outcome: "found"; readonly components: readonly TemplateComponent[] }
  | { readonly outcome: "keyRefused"; readonly refusal: string }
  | { readonly outcome: "modelMissing"; readonly refusal: string }
  | { readonly outcome: "versionMissing"; readonly refusal: string; readonly available: readonly string[] }
  /** Something else than an app store answers at its address. */
  | { readonly outcome: "noStore"; readonly refusal: string }
  /** No answer, or none that can be read: it proves nothing. */
  | { readonly outcome: "silent"; readonly reason: string };

const timeoutMs = 10_000;
const longestWords = 300;

const modelAnswer = z.object({ versions: z.array(z.object({ appVersion: z.string() })) });
const versionAnswer = z.object({ template: z.string() });
const words = z.object({ msg: z.string() });

/** The proxy that leads to an address, if any; it may throw what is wrong with it. */
export type ProxyFor = (url: string) => AxiosProxyConfig | undefined;

/** Looks up what stores have. Read-only; answers are kept for a minute, so that many apps of one model cost one look-up. */
export function storeReader(proxyFor: ProxyFor = () => undefined) {
  const answers = new LRUCache<string, Promise<StoreAnswer>>({ max: 200, ttl: 60_000 });
  return {
    /** What the store says of one version of a model. Never throws: what can't be known is `silent`, and asked again the next time. */
    async lookUp(market: Market, appModelId: string, version: string): Promise<StoreAnswer> {
      concealSecret(market.accessKey);
      const key = JSON.stringify([market, appModelId, version]);
      const asked = answers.get(key) ?? look({ market, appModelId, version, proxyFor });
      answers.set(key, asked);
      const answer = await asked;
      if (answer.outcome === "silent" && answers.peek(key) === asked) answers.delete(key);
      return answer;
    },
  };
}

/** A reader of app stores. */
export type StoreReader = ReturnType<typeof storeReader>;

interface Look {
  readonly market: Market;
  readonly appModelId: string;
  readonly version: string;
  readonly proxyFor: ProxyFor;
}

async function look({ market, appModelId, version, proxyFor }: Look): Promise<StoreAnswer> {
  const model = `/app-server/openapi/apps/${encodeURIComponent(appModelId)}`;
  const known = await get(market, model, {}, proxyFor);
  if ("answer" in known) return known.answer;
  const listed = modelAnswer.safeParse(known.body);
  if (!listed.success) return { outcome: "silent", reason: "the store's answer isn't that of an app store" };

  const query = { forInstall: "False", getTemplate: "True" };
  const detail = await get(market, `${model}/versions/${encodeURIComponent(version)}`, query, proxyFor);
  if ("answer" in detail) {
    // A store answered for the model: a page where its version should be proves nothing.
    if (detail.answer.outcome === "noStore")
      return { outcome: "silent", reason: "the store has no answer for versions" };
    if (detail.answer.outcome !== "modelMissing") return detail.answer;
    const available = listed.data.versions.map((entry) => entry.appVersion);
    return { ...detail.answer, outcome: "versionMissing", available };
  }
  return templateOf(detail.body);
}

function templateOf(body: unknown): StoreAnswer {
  const detail = versionAnswer.safeParse(body);
  if (!detail.success) return { outcome: "silent", reason: "the store's answer holds no template" };
  try {
    const parsed = template.safeParse(JSON.parse(detail.data.template));
    if (parsed.success) return { outcome: "found", components: parsed.data };
  } catch {
    // not JSON: as good as no template
  }
  return { outcome: "silent", reason: "the template can't be read" };
}

async function get(
  market: Market,
  path: string,
  query: Record<string, string>,
  proxyFor: ProxyFor,
): Promise<{ body: unknown } | { answer: StoreAnswer }> {
  const url = `${market.url.replace(/\/+$/, "")}${path}`;
  try {
    const response = await axios.get<unknown>(url, {
      params: { marketDomain: market.domain, ...query },
      headers: { Accept: "application/json", ...(market.accessKey ? { Authorization: market.accessKey } : {}) },
      proxy: proxyFor(url) ?? false,
      timeout: timeoutMs,
      maxRedirects: 0,
      validateStatus: () => true,
    });
    // An address may hold a login.
    const { origin, pathname } = new URL(url);
    return judge(response, `GET ${origin}${pathname}: ${response.status}`);
  } catch (thrown) {
    return { answer: { outcome: "silent", reason: messageOf(thrown) } };
  }
}

/** What an answer says. Only a store answers in JSON: a refusal in another form comes from something in between, and proves nothing of the store. */
function judge(
  { status, data, headers }: AxiosResponse<unknown>,
  call: string,
): { body: unknown } | { answer: StoreAnswer } {
  const isPage = String(headers["content-type"] ?? "").includes("text/html");
  if (isPage && status === 200) return { answer: { outcome: "noStore", refusal: `${call} (a web page)` } };
  if (status === 200) return { body: data };
  if (typeof data !== "object" || data === null) return { answer: withoutJson(status, call, isPage) };
  const said = words.safeParse(data).data?.msg;
  const refusal = `${call} ${said === undefined ? "(no words)" : `"${shown(said, longestWords)}"`}`;
  if (status === 401 || status === 403) return { answer: { outcome: "keyRefused", refusal } };
  if (status === 404) return { answer: { outcome: "modelMissing", refusal } };
  return { answer: { outcome: "silent", reason: `the store answered ${status}` } };
}

function withoutJson(status: number, call: string, isPage: boolean): StoreAnswer {
  const came = isPage ? "a web page" : "no JSON";
  if (status === 404) return { outcome: "noStore", refusal: `${call} (${came})` };
  return { outcome: "silent", reason: `${status}, ${came}` };
}
