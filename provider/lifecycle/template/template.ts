import type { ConsoleComponent } from "../../console";
import { RainbondError } from "../../errors";
import type { MarketAppInputs } from "../../model";
import { webConsole } from "../../screen";
import type { Market, TemplateComponent } from "../../store";
import type { Surroundings } from "../surroundings";

/** The components of the declared version's template; `null` where the store can't be asked. */
export type Template = readonly TemplateComponent[] | null;

/** The store of an app, with the key that is to be used there. */
export function marketOf(inputs: MarketAppInputs, { defaultMarketAccessKey }: Surroundings): Market {
  const accessKey = inputs.marketAccessKey ?? defaultMarketAccessKey ?? null;
  return { url: inputs.marketUrl, domain: inputs.marketDomain, accessKey };
}

/**
 * The template of the declared version, from the store itself. What the store refuses is an error here, before the console is told of it:
 * it would keep a wrong key for this store for ever. Without a declared key, or without an answer, `null`: the console may know better.
 */
export async function askForTemplate(inputs: MarketAppInputs, surroundings: Surroundings): Promise<Template> {
  const market = marketOf(inputs, surroundings);
  const answer = await surroundings.store.lookUp(market, inputs.appModelId, inputs.appModelVersion);
  const store = storeOf(inputs);
  switch (answer.outcome) {
    case "found":
      return answer.components;
    case "silent":
      return null;
    case "keyRefused":
      if (market.accessKey === null) return null;
      throw new RainbondError(
        `marketAccessKey: ${store} refuses the key: ${answer.refusal}. Nothing was sent to the console, which would keep a wrong key ` +
          `for this store. Copy the store's AccessKey again from the web console: ${webConsole.market}`,
      );
    case "modelMissing":
      throw new RainbondError(
        `appModelId: ${store} has no such app: ${answer.refusal}. Check appModelId, marketUrl and marketDomain`,
      );
    case "versionMissing":
      throw noSuchVersion(inputs, answer);
    case "noStore":
      throw new RainbondError(
        `marketUrl: what answers there isn't an app store: ${answer.refusal}. Copy the store's Market address (通信地址) from ` +
          `Rainbond's web console: ${webConsole.market}`,
      );
  }
}

/** The failure of a version that the store doesn't have, with those that it has. */
export function noSuchVersion(
  inputs: MarketAppInputs,
  { refusal, available }: { refusal: string; available: readonly string[] },
): RainbondError {
  return new RainbondError(
    `appModelVersion: ${storeOf(inputs)} has no version "${inputs.appModelVersion}" of the app: ${refusal}; ` +
      `it has ${available.map((version) => `"${version}"`).join(", ") || "none"}. Declare one that it has`,
  );
}

function storeOf({ marketDomain }: MarketAppInputs): string {
  return `the app store (marketDomain ${marketDomain})`;
}

/** The same where nothing depends on the store's consent: whatever it refuses, the template is then unknown. */
export async function templateIfKnown(inputs: MarketAppInputs, surroundings: Surroundings): Promise<Template> {
  const { appModelId, appModelVersion } = inputs;
  const answer = await surroundings.store.lookUp(marketOf(inputs, surroundings), appModelId, appModelVersion);
  return answer.outcome === "found" ? answer.components : null;
}

/** A sentence about a store that doesn't answer us, for a failure whose own words can't be trusted to say it; else nothing. */
export async function describeSilence(inputs: MarketAppInputs, surroundings: Surroundings): Promise<string> {
  const market = marketOf(inputs, surroundings);
  const answer = await surroundings.store.lookUp(market, inputs.appModelId, inputs.appModelVersion);
  if (answer.outcome !== "silent") return "";
  return (
    `. The app store ${inputs.marketUrl} doesn't answer from here either (${answer.reason}): check marketUrl, ` +
    "and run pulumi up again once the store works"
  );
}

/** True if the component is one of the template's; false where the template isn't known. */
export function isPartOf(template: Template, component: ConsoleComponent): boolean {
  return template?.some((one) => one.serviceKey === component.serviceKey) ?? false;
}

/** True if the components are an install of the template: the same keys, none more, none less; false where the template isn't known. */
export function isInstallOf(template: Template, components: readonly ConsoleComponent[]): boolean {
  if (template === null) return false;
  const keys = (of: readonly { serviceKey: string }[]): string =>
    of
      .map((one) => one.serviceKey)
      .sort()
      .join();
  return keys(template) === keys(components);
}
