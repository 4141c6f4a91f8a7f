import { closest } from "fastest-levenshtein";
import type { MarketAppInputs } from "../model";
import { shown, webConsole } from "../screen";
import type { Market, ModelAnswer, StoreAnswer } from "../store";
import { newestFirst } from "./version-order";

/** Why an app store has nothing to install: the input that is wrong, and what to say of it behind its name. */
export interface Refusal {
  readonly property: "marketAccessKey" | "marketUrl" | "appModelId" | "appModelVersion";
  readonly reason: string;
}

/** An app in a store, as it is declared. */
export type Declared = Pick<MarketAppInputs, "marketDomain"> & { readonly appModelVersion?: string | undefined };

/** What a store's answer says against what is declared; `undefined` where it says nothing: without a key, or without an answer, the console may know better. */
export function refusalOf(
  declared: Declared,
  { accessKey }: Pick<Market, "accessKey">,
  answer: StoreAnswer | ModelAnswer,
): Refusal | undefined {
  const store = `the app store (marketDomain ${declared.marketDomain})`;
  switch (answer.outcome) {
    case "found":
    case "silent":
      return undefined;
    case "keyRefused":
      if (accessKey === null) return undefined;
      return {
        property: "marketAccessKey",
        reason:
          `${store} refuses the key: ${answer.refusal}. Nothing was sent to the console, which would keep a wrong key ` +
          `for this store. Copy the store's AccessKey again from the web console: ${webConsole.market}`,
      };
    case "modelMissing":
      return {
        property: "appModelId",
        reason:
          `${store} has no such app: ${answer.refusal}. Check appModelId, marketUrl and marketDomain; ` +
          "npx pulumi-rainbond store lists the store's apps",
      };
    case "versionMissing":
      return { property: "appModelVersion", reason: noSuchVersion(store, declared.appModelVersion ?? "", answer) };
    case "noStore":
      return {
        property: "marketUrl",
        reason:
          `what answers there isn't an app store: ${answer.refusal}. Copy the store's Market address (通信地址) from ` +
          `Rainbond's web console: ${webConsole.market}`,
      };
  }
}

/** So many versions are named, which a person can read. */
const longestList = 20;

function noSuchVersion(
  store: string,
  wanted: string,
  { refusal, available }: StoreAnswer & { outcome: "versionMissing" },
): string {
  const there = newestFirst(available).map(({ version }) => version);
  const listed = there.slice(0, longestList).map(named).join(", ");
  const more = there.length > longestList ? ` and ${there.length - longestList} older ones` : "";
  const nearest = there.length > 1 ? `, of which ${named(closest(wanted, there))} is the nearest` : "";
  return `${store} has no version ${named(wanted)} of the app: ${refusal}; it has ${listed || "none"}${more}${nearest}. Declare one that it has`;
}

function named(version: string): string {
  return `"${shown(version)}"`;
}
