import { findMarketApp } from "../observe/found-market-app";
import { appNameFor } from "../identity";
import { importMarketApp } from "../lifecycle/imported-market-app";
import { createMarketApp, readMarketApp, updateMarketApp } from "../lifecycle/market-app";
import { driftedOutputs } from "../plan/drifted";
import { comparedVersion, planMarketApp } from "../plan/plan";
import { comparedSettings } from "../plan/settings-plan";
import { uncertainAfter } from "../plan/uncertain";
import { removeMarketApp } from "../lifecycle/remove";
import { idOfNamed } from "../observe/named-app";
import { isSameModel } from "../observe/standing";
import { marketAppInputs, marketAppState, type MarketAppInputs, type MarketAppState } from "../model";
import { claims } from "../run/operations";
import { contradictionsIn } from "./contradictions";
import type { ResourceKind } from "./resource-kind";
import { askStoreFor } from "./store-foresight";
import { goesBack, remarksOnUpgrade } from "./upgrade-foresight";

/** The `MarketApp` resource. */
export const marketAppKind: ResourceKind<MarketAppInputs, MarketAppState> = {
  name: "MarketApp",
  inputs: marketAppInputs,
  declared: marketAppInputs.partial(),
  state: marketAppState,
  complete: (news, olds, configuration) => ({
    ...news,
    appModelId: asBefore(news["appModelId"], olds["appModelId"]),
    teamId: news["teamId"] ?? configuration.teamId,
    regionName: news["regionName"] ?? configuration.regionName,
    appName:
      news["appName"] ?? (news["appId"] === undefined ? (olds["appName"] ?? autoName(news["__rbUrn"])) : undefined),
  }),
  contradictions: contradictionsIn,
  foresee: askStoreFor,
  plan: (declared, unknown, state) => {
    const isGroupReplaced = unknown.has("appId") && claims.isBeingReplaced(state);
    const plan = planMarketApp(declared, unknown, state, { goesBack: goesBack(declared), isGroupReplaced });
    return { ...plan, remarks: [...plan.remarks, ...remarksOnUpgrade(declared, state, plan)] };
  },
  certain: (declared, unknown) => ({
    ownsApp: declared.appId === undefined && !unknown.has("appId"),
    drift: [],
  }),
  uncertain: uncertainAfter,
  drifted: (state, { driftPolicy = state.driftPolicy }) => driftedOutputs(state, driftPolicy),
  idOf: (state) => `${state.teamId}/${state.regionName}/${state.appId}`,
  possessionOf: (state) => ({
    group: state,
    ownsGroup: state.ownsApp,
    tenantServiceGroupId: state.tenantServiceGroupId,
  }),
  create: createMarketApp,
  read: readMarketApp,
  find: async (id, surroundings) => findMarketApp(await idOfNamed(id, surroundings), surroundings),
  import: importMarketApp,
  observedInputs,
  update: updateMarketApp,
  remove: removeMarketApp,
};

/** Some consoles compare the id without regard to case: as long as it differs in nothing else, it stays as it was sent. */
function asBefore(now: unknown, before: unknown): unknown {
  return typeof now === "string" && typeof before === "string" && isSameModel(now, before) ? before : now;
}

function autoName(urn: unknown): string | undefined {
  return typeof urn === "string" ? appNameFor(urn) : undefined;
}

/** All inputs as declared last, with the version and the settings that the server shows if they count. What wasn't declared isn't among them. */
function observedInputs(state: MarketAppState): Record<string, unknown> {
  const declared = Object.entries(state).filter(([key]) => key in marketAppInputs.shape);
  return {
    ...Object.fromEntries(declared),
    appId: state.ownsApp ? undefined : state.appId,
    appModelVersion: comparedVersion(state, state.driftPolicy),
    settings: comparedSettings(state, state.driftPolicy),
  };
}
