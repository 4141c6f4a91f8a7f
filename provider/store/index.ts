import axios from "axios";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { concealSecret } from "../errors";
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
  /** No answer, or none that can be read: it proves nothing. */
  | { readonly outcome: "silent"; readonly reason: string };

const timeoutMs = 10_000;
const longestWords = 300;

const modelAnswer = z.object({ versions: z.array(z.object({ appVersion: z.string() })) });
const versionAnswer = z.object({ template: z.string() });
const words = z.object({ msg: z.string() });

/** Looks up what stores have. Read-only; answers are kept for a minute, so that many apps of one model cost one look-up. */
export function storeReader() {
  const answers = new LRUCache<string, Promise<StoreAnswer>>({ max: 200, ttl: 60_000 });
  return {
    /** What the store says of one version of a model. Never throws: what can't be known is `silent`, and asked again the next time. */
    async lookUp(market: Market, appModelId: string, version: string): Promise<StoreAnswer> {
      concealSecret(market.accessKey);
      const key = JSON.stringify([market, appModelId, version]);
      const asked = answers.get(key) ?? look({ market, appModelId, version });
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
}

async function look({ market, appModelId, version }: Look): Promise<StoreAnswer> {
  const model = `/app-server/openapi/apps/${encodeURIComponent(appModelId)}`;
  const known = await get(market, model, {});
  if ("answer" in known) return known.answer;
  const listed = modelAnswer.safeParse(known.body);
  if (!listed.success) return { outcome: "silent", reason: "the store's answer isn't that of an app store" };

  const query = { forInstall: "False", getTemplate: "True" };
  const detail = await get(market, `${model}/versions/${encodeURIComponent(version)}`, query);
  if ("answer" in detail) {
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
): Promise<{ body: unknown } | { answer: StoreAnswer }> {
  const url = `${market.url.replace(/\/+$/, "")}${path}`;
  try {
    const response = await axios.get<unknown>(url, {
      params: { marketDomain: market.domain, ...query },
      headers: { Accept: "application/json", ...(market.accessKey ? { Authorization: market.accessKey } : {}) },
      timeout: timeoutMs,
      maxRedirects: 0,
      validateStatus: () => true,
    });
    const status = response.status;
    const refusal = `GET ${url}: ${status} "${wordsOf(response.data)}"`;
    if (status === 401 || status === 403) return { answer: { outcome: "keyRefused", refusal } };
    if (status === 404) return { answer: { outcome: "modelMissing", refusal } };
    if (status !== 200) return { answer: { outcome: "silent", reason: `the store answered ${status}` } };
    return { body: response.data };
  } catch (thrown) {
    return { answer: { outcome: "silent", reason: thrown instanceof Error ? thrown.message : "no answer" } };
  }
}

function wordsOf(body: unknown): string {
  const said = words.safeParse(body);
  return said.success ? said.data.msg.replace(/\s+/g, " ").slice(0, longestWords) : "no words";
}
