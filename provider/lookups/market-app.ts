import { Semaphore } from "async-mutex";
import { RainbondError } from "../errors";
import { installOutlook, type FoundTemplate } from "../templates/installability";
import { inUpgradeOrder, newestFirst, type Published } from "../templates/version-order";
import type { GetMarketAppArgs, GetMarketAppResult, MarketComponent } from "../model/lookups";
import type { Market, StoreAnswer, StoreModel, TemplateComponent } from "../store";
import { argumentsOf, marketAppArguments } from "./arguments";
import { failedLookUp, marketFrom, type Asking } from "./market";
import { inRange } from "./range";

/** A version of an app, with what the store says of it where it was asked. */
export interface PublishedVersion extends Published {
  readonly answer: StoreAnswer | undefined;
}

/** So many templates are read to order versions by them: a store may list thousands. */
const mostTemplates = 30;
const templatesAtOnce = 6;

/** What a store has of an app. Throws what the store refuses, that it doesn't answer, and a range that fits none of the versions. */
export async function getMarketApp(args: GetMarketAppArgs, asking: Asking): Promise<GetMarketAppResult> {
  const { appModelId, range, ...rest } = argumentsOf(marketAppArguments, args);
  const market = marketFrom(rest, asking);
  const { model, versions } = await publishedVersions(market, appModelId, asking);
  const names = versions.map(({ version }) => version);
  const [latest] = names;
  if (latest === undefined) throw new RainbondError(`appModelId: the app store has no version of app ${model.name}`);
  const latestMatching = range === undefined ? latest : (inRange(names, range)[0] ?? latest);
  const chosen = versions.find(({ version }) => version === latestMatching);
  const answer = chosen?.answer ?? (await asking.store.lookUp(market, appModelId, latestMatching));
  const judged = judgementOf(appModelId, latestMatching, answer);
  return { appModelId, name: model.name, versions: names, latest, latestMatching, ...judged };
}

/** An app with its versions, the newest first as the console orders upgrades; of the newest ones the templates are known. */
export async function publishedVersions(
  market: Market,
  appModelId: string,
  { store }: Asking,
): Promise<{ model: StoreModel; versions: PublishedVersion[] }> {
  const known = await store.lookUpModel(market, appModelId);
  if (known.outcome !== "found") throw failedLookUp(market, known);
  const listed = newestFirst(known.model.versions);
  const turns = new Semaphore(templatesAtOnce);
  const asked = listed.slice(0, mostTemplates).map((one) =>
    turns.runExclusive(async () => {
      const answer = await store.lookUp(market, appModelId, one.version);
      return { ...one, answer, components: answer.outcome === "found" ? answer.components : null };
    }),
  );
  const older = listed.slice(mostTemplates).map((one) => ({ ...one, answer: undefined, components: null }));
  return { model: known.model, versions: [...inUpgradeOrder(await Promise.all(asked)), ...older] };
}

/** The template of one version of an app. Throws what the store refuses, and that it doesn't answer. */
export async function templateOf(
  market: Market,
  appModelId: string,
  version: string,
  { store }: Asking,
): Promise<FoundTemplate> {
  const answer = await store.lookUp(market, appModelId, version);
  if (answer.outcome !== "found") throw failedLookUp(market, answer, version);
  return answer;
}

function judgementOf(
  appModelId: string,
  version: string,
  answer: StoreAnswer,
): Pick<GetMarketAppResult, "components" | "installable" | "why"> {
  if (answer.outcome !== "found") {
    const reason = answer.outcome === "silent" ? answer.reason : answer.refusal;
    return {
      components: [],
      installable: false,
      why: `the store doesn't tell the template of version "${version}": ${reason}`,
    };
  }
  const { refused, doubts } = installOutlook(appModelId, version, answer);
  const why = [...refused, ...doubts].join("; ");
  return {
    components: answer.components.map(describeComponent),
    installable: refused.length === 0,
    ...(why === "" ? {} : { why }),
  };
}

/** A component as a template has it. */
export function describeComponent({
  serviceCname,
  serviceKey,
  image,
  version,
  parts,
}: TemplateComponent): MarketComponent {
  const { memory: minMemory, replicas: minNode, extendMethod } = parts;
  const ports = parts.ports.map(({ port }) => port);
  return { serviceCname, serviceKey, image, version, minMemory, minNode, extendMethod, ports };
}
