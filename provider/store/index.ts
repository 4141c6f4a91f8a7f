import { LRUCache } from "lru-cache";
import { z } from "zod";
import { template, type TemplateComponent, type TemplatePlugin } from "./template";
import { askStore, type Market, type NoAnswer, type WayTo } from "./wire";

export type * from "./template";
export type { Market, NoAnswer, WayTo } from "./wire";

/** An app of a store, with the versions that it lists. */
export interface StoreModel {
  readonly appModelId: string;
  readonly name: string;
  /** In the store's order, each name once. */
  readonly versions: readonly StoreVersion[];
}

/** A version as a store lists it. */
export interface StoreVersion {
  readonly version: string;
  /** When it was published last, an ISO time; an empty text where the store doesn't say. */
  readonly updateTime: string;
}

/** A store's answer about an app. */
export type ModelAnswer = { readonly outcome: "found"; readonly model: StoreModel } | NoAnswer;

/** A store's answer about one version of an app. */
export type StoreAnswer =
  | {
      readonly outcome: "found";
      readonly components: readonly TemplateComponent[];
      readonly plugins: readonly TemplatePlugin[];
    }
  | { readonly outcome: "versionMissing"; readonly refusal: string; readonly available: readonly StoreVersion[] }
  | NoAnswer;

/** A page of the apps of a market. */
export type PageAnswer =
  { readonly outcome: "found"; readonly models: readonly StoreModel[]; readonly total: number } | NoAnswer;

/** Which apps of a market are asked for. */
export interface Page {
  /** A part of their names; an empty text asks for all. */
  readonly query: string;
  /** From 1 on. */
  readonly page: number;
  readonly pageSize: number;
}

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const versions = z.array(z.object({ appVersion: z.string(), updateTime: text })).transform((listed) => {
  const each = new Map<string, StoreVersion>();
  for (const { appVersion: version, updateTime } of listed) {
    if (!each.has(version)) each.set(version, { version, updateTime });
  }
  return [...each.values()];
});
const modelBody = z.object({ name: text, versions });
const pageBody = z.object({
  apps: z.array(z.object({ appKeyID: z.string(), name: text, versions: versions.catch([]) })),
  total: z.number().catch(0),
});
const versionBody = z.object({ template: z.string() });

/** Looks up what stores have. Read-only; answers are kept for a minute, so that many apps of one model cost one look-up. */
export function storeReader(wayTo: WayTo = () => ({})) {
  const models = once((market, appModelId) => lookForModel(market, appModelId, wayTo));
  const found = once(async (market, appModelId, version) => {
    const known = await models(market, appModelId);
    return known.outcome === "found" ? lookForVersion(market, known.model, version, wayTo) : known;
  });
  return {
    /** What the store says of an app. Never throws: what can't be known is `silent`, and asked again the next time. */
    lookUpModel: (market: Market, appModelId: string): Promise<ModelAnswer> => models(market, appModelId),
    /** What the store says of one version of an app, likewise. */
    lookUp: (market: Market, appModelId: string, version: string): Promise<StoreAnswer> =>
      found(market, appModelId, version),
    /** The apps of a market, a page at a time, likewise; asked anew each time. */
    list: (market: Market, page: Page): Promise<PageAnswer> => listModels(market, page, wayTo),
  };
}

/** A reader of app stores. */
export type StoreReader = ReturnType<typeof storeReader>;

/** The same look-up with its answers kept, but for silence. */
function once<Words extends string[], Answer extends { readonly outcome: string }>(
  look: (market: Market, ...words: Words) => Promise<Answer>,
): (market: Market, ...words: Words) => Promise<Answer> {
  const answers = new LRUCache<string, Promise<Answer>>({ max: 500, ttl: 60_000 });
  return async (market, ...words) => {
    const key = JSON.stringify([market, ...words]);
    const asked = answers.get(key) ?? look(market, ...words);
    answers.set(key, asked);
    const answer = await asked;
    if (answer.outcome === "silent" && answers.peek(key) === asked) answers.delete(key);
    return answer;
  };
}

function pathOf(appModelId: string): string {
  return `/apps/${encodeURIComponent(appModelId)}`;
}

async function lookForModel(market: Market, appModelId: string, wayTo: WayTo): Promise<ModelAnswer> {
  const known = await askStore(market, pathOf(appModelId), {}, wayTo);
  if ("answer" in known) return known.answer;
  const parsed = modelBody.safeParse(known.body);
  if (!parsed.success) return { outcome: "silent", reason: "the store's answer isn't that of an app store" };
  return { outcome: "found", model: { appModelId, ...parsed.data } };
}

async function lookForVersion(
  market: Market,
  { appModelId, versions: available }: StoreModel,
  version: string,
  wayTo: WayTo,
): Promise<StoreAnswer> {
  const query = { forInstall: "False", getTemplate: "True" };
  const path = `${pathOf(appModelId)}/versions/${encodeURIComponent(version)}`;
  const detail = await askStore(market, path, query, wayTo);
  if (!("answer" in detail)) return templateOf(detail.body);
  // A store answered for the model: a page where its version should be proves nothing.
  if (detail.answer.outcome === "noStore") return { outcome: "silent", reason: "the store has no answer for versions" };
  if (detail.answer.outcome !== "modelMissing") return detail.answer;
  return { ...detail.answer, outcome: "versionMissing", available };
}

function templateOf(body: unknown): StoreAnswer {
  const detail = versionBody.safeParse(body);
  if (!detail.success) return { outcome: "silent", reason: "the store's answer holds no template" };
  try {
    const parsed = template.safeParse(JSON.parse(detail.data.template));
    if (parsed.success) return { outcome: "found", ...parsed.data };
  } catch {
    // not JSON: as good as no template
  }
  return { outcome: "silent", reason: "the template can't be read" };
}

async function listModels(market: Market, { query, page, pageSize }: Page, wayTo: WayTo): Promise<PageAnswer> {
  const asked: Record<string, string> = { page: String(page), pageSize: String(pageSize) };
  if (query !== "") asked["query"] = query;
  const listed = await askStore(market, "/apps", asked, wayTo);
  if ("answer" in listed) return listed.answer;
  const parsed = pageBody.safeParse(listed.body);
  if (!parsed.success) return { outcome: "silent", reason: "the store's answer isn't a list of apps" };
  const models = parsed.data.apps.map(({ appKeyID, ...rest }) => ({ appModelId: appKeyID, ...rest }));
  return { outcome: "found", models, total: Math.max(parsed.data.total, models.length) };
}
