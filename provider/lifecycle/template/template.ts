import type { ConsoleComponent } from "../../console";
import { RainbondError } from "../../errors";
import type { MarketAppInputs } from "../../model";
import type { Market, StoreAnswer, TemplateComponent } from "../../store";
import type { Surroundings } from "../surroundings";
import { refusalOf } from "../../templates/refusal";

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
  const answer = await ask(inputs, surroundings);
  refuse(inputs, answer, surroundings);
  return componentsIn(answer);
}

/** The same of what is installed already: only that the store has no such version is an error. */
export async function askForNewTemplate(inputs: MarketAppInputs, surroundings: Surroundings): Promise<Template> {
  const answer = await ask(inputs, surroundings);
  if (answer.outcome === "versionMissing") refuse(inputs, answer, surroundings);
  return componentsIn(answer);
}

/** The same where nothing depends on the store's consent: whatever it refuses, the template is then unknown. */
export async function templateIfKnown(inputs: MarketAppInputs, surroundings: Surroundings): Promise<Template> {
  return componentsIn(await ask(inputs, surroundings));
}

function ask(inputs: MarketAppInputs, surroundings: Surroundings): Promise<StoreAnswer> {
  return surroundings.store.lookUp(marketOf(inputs, surroundings), inputs.appModelId, inputs.appModelVersion);
}

function componentsIn(answer: StoreAnswer): Template {
  return answer.outcome === "found" ? answer.components : null;
}

/** Throws what a store's answer says against what is declared. */
function refuse(inputs: MarketAppInputs, answer: StoreAnswer, surroundings: Surroundings): void {
  const refusal = refusalOf(inputs, marketOf(inputs, surroundings), answer);
  if (refusal) throw new RainbondError(`${refusal.property}: ${refusal.reason}`);
}

/** A sentence about a store that doesn't answer us, for a failure whose own words can't be trusted to say it; else nothing. */
export async function describeSilence(inputs: MarketAppInputs, surroundings: Surroundings): Promise<string> {
  const answer = await ask(inputs, surroundings);
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
