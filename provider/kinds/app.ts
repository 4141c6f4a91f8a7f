import { createApp, planApp, readApp } from "../lifecycle/app";
import { appNameFor } from "../identity";
import { findApp } from "../observe/found-app";
import { idOfNamed } from "../observe/named-app";
import { removeApp } from "../lifecycle/remove";
import { appInputs, appState, type AppInputs, type AppState } from "../model";
import type { ResourceKind } from "./resource-kind";

/** The `App` resource. */
export const appKind: ResourceKind<AppInputs, AppState> = {
  name: "App",
  inputs: appInputs,
  declared: appInputs.partial(),
  state: appState,
  complete: (news, olds, configuration) => ({
    ...news,
    teamId: news["teamId"] ?? configuration.teamId,
    regionName: news["regionName"] ?? configuration.regionName,
    appName: news["appName"] ?? olds["appName"] ?? appNameFor(String(news["__rbUrn"])),
  }),
  contradictions: () => [],
  foresee: () => Promise.resolve([]),
  plan: planApp,
  certain: () => ({}),
  uncertain: () => [],
  drifted: () => [],
  idOf: (state) => `${state.teamId}/${state.regionName}/${state.appId}`,
  possessionOf: (state) => ({ group: state, ownsGroup: true, tenantServiceGroupId: 0 }),
  create: createApp,
  read: readApp,
  find: async (id, surroundings) => findApp(await idOfNamed(id, surroundings), surroundings),
  import: async (id, _named, surroundings) => {
    const found = await findApp(await idOfNamed(id, surroundings), surroundings);
    return { ...found, forceDestroy: false, __rbUrn: surroundings.urn };
  },
  observedInputs: (state) => Object.fromEntries(Object.entries(state).filter(([key]) => key in appInputs.shape)),
  update: (state, inputs) => Promise.resolve({ ...state, ...inputs, __rbTimeouts: inputs.__rbTimeouts }),
  remove: removeApp,
};
