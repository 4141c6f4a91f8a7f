import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { z } from "zod";
import { crash, serviceError, type ConsoleError } from "../console/call/errors";
import type { Market } from "../state/records";

/** Marks the console's own calls to the store, so that the request log leaves them out. */
export const consoleAgent = "OpenAPI-Generator/1.0.0/python";

/** Fields that must be there and not null, whatever they hold. */
function required(...names: string[]): Record<string, z.ZodType> {
  const something = z.unknown().refine((value) => value !== undefined && value !== null);
  return Object.fromEntries(names.map((name) => [name, something]));
}

const time = z.string().refine((text) => !Number.isNaN(Date.parse(text)));

const versionSchema = z.object({
  ...required("appVersionAlias", "updateVersion", "desc", "rainbondVersion", "deliveryMode", "enable"),
  appKeyID: z.string(),
  appVersion: z.string(),
  createTime: time,
  updateTime: time,
});

const modelSchema = z.object({
  ...required("desc", "devStatus", "introduction", "introductionHTML", "logo", "isOfficial", "appClassificationID"),
  ...required("appDetailURL", "downloadCount", "installCount", "marketID", "marketName", "marketURL", "orgID"),
  ...required("publishType", "showCount", "startCount", "status"),
  appKeyID: z.string(),
  name: z.string(),
  createTime: time,
  updateTime: time,
  versions: z.array(versionSchema),
  tags: z.array(z.unknown()),
});

const versionListSchema = z.object({ versions: z.array(versionSchema) });

const versionDetailSchema = z.object({
  ...required("appKeyID", "versionAlias", "description", "rainbondVersion", "updateVersion", "deliveryMode"),
  ...required("enable", "marketID"),
  appName: z.string(),
  version: z.string(),
  template: z.string(),
  templateType: z.string(),
  createTime: time,
  updateTime: time,
  arch: z.string().nullish(),
});

/** A model as the console reads it from the store. */
export type MarketModel = z.infer<typeof modelSchema>;

/** A version with its template, a JSON text, as the console reads it from the store. */
export type MarketVersion = z.infer<typeof versionDetailSchema>;

/** Asks a market for a model; throws what the console answers if the market refuses, fails or talks nonsense. */
export async function fetchModel(market: Market, modelId: string): Promise<MarketModel> {
  return await fetchParsed(market, `/${encodeURIComponent(modelId)}`, {}, modelSchema);
}

/** Asks a market which versions a model has, in the market's order. */
export async function fetchVersionList(
  market: Market,
  modelId: string,
): Promise<z.infer<typeof versionListSchema>["versions"]> {
  const path = `/${encodeURIComponent(modelId)}/versions`;
  return (await fetchParsed(market, path, {}, versionListSchema)).versions;
}

/** Asks a market for one version with its template. */
export async function fetchVersion(
  market: Market,
  modelId: string,
  version: string,
  isForInstall: boolean,
): Promise<MarketVersion> {
  const path = `/${encodeURIComponent(modelId)}/versions/${encodeURIComponent(version)}`;
  const query = { forInstall: isForInstall ? "True" : "False", getTemplate: "True" };
  return await fetchParsed(market, path, query, versionDetailSchema);
}

async function fetchParsed<T>(
  market: Market,
  path: string,
  query: Record<string, string>,
  schema: z.ZodType<T>,
): Promise<T> {
  const parameters = new URLSearchParams({ marketDomain: market.domain, ...query });
  const target = `/app-server/openapi/apps${path}?${parameters.toString()}`;
  const { status, text } = await get(market, target);
  if (status >= 400) throw refusal(market, status, text);
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) throw nonsense();
  return parsed.data;
}

function refusal(market: Market, status: number, text: string): ConsoleError {
  if (status === 401) return serviceError(401, "no store auth token", "缺少云应用市场token", { code: 10421 });
  if (status === 403) {
    return serviceError(403, "no store permissions", "没有云应用市场权限", {
      code: 10407,
      bean: { name: market.name },
    });
  }
  if (status === 404) return serviceError(404, text, "资源不存在");
  if (status >= 500) return serviceError(400, text, "请求失败，请检查网络和配置");
  return serviceError(status, text, "请求失败，请检查网络和配置");
}

function nonsense(): ConsoleError {
  return serviceError(400, "store return data can`t be serializer", "应用市场返回数据无法解析");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function get(market: Market, target: string): Promise<{ status: number; text: string }> {
  const base = URL.canParse(market.url) ? new URL(market.url) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol)) throw nonsense();
  const path = base.pathname.replace(/\/$/, "") + target;
  if (!isLoopback(base.hostname)) throw unreachable(base, path, "[Errno -2] Name or service not known");
  const start = base.protocol === "https:" ? httpsRequest : httpRequest;
  const headers: Record<string, string> = { Accept: "application/json", "User-Agent": consoleAgent };
  if (market.accessKey !== null) headers["Authorization"] = market.accessKey;
  return new Promise((resolve, reject) => {
    // A connection of its own: a kept one may end just as it is used again.
    const outgoing = start(new URL(path, base), { headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text });
      });
      response.on("error", () => {
        reject(unreachable(base, path, "[Errno 104] Connection reset by peer"));
      });
    });
    outgoing.on("error", () => {
      reject(unreachable(base, path, "[Errno 111] Connection refused"));
    });
    outgoing.end();
  });
}

/** The simulator sends nothing elsewhere than to this machine: another host is one that can't be found. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function unreachable(base: URL, path: string, cause: string): ConsoleError {
  const [pool, defaultPort] = base.protocol === "https:" ? ["HTTPSConnection", "443"] : ["HTTPConnection", "80"];
  const port = base.port === "" ? defaultPort : base.port;
  const message =
    `${pool}Pool(host='${base.hostname}', port=${port}): Max retries exceeded with url: ${path} ` +
    `(Caused by NewConnectionError("${pool}(host='${base.hostname}', port=${port}): ` +
    `Failed to establish a new connection: ${cause}"))`;
  return crash(message, "MaxRetryError", "urllib3.exceptions");
}
