/** The outputs of an `App`, by either face. */
export const appOutputs = [
  ...["appId", "k8sApp", "enterpriseId", "appName", "endpoint", "teamId", "regionName", "appNote", "forceDestroy"],
];

/** The outputs of a `MarketApp`, by either face. */
export const marketAppOutputs = [
  ...["appId", "serviceIds", "components", "tenantServiceGroupId", "enterpriseId", "k8sApp", "ownsApp", "endpoint"],
  ...["health", "drift", "upgradeAvailable", "teamId", "regionName", "appName", "appModelId", "appModelVersion"],
  ...["marketUrl", "marketDomain", "marketType", "marketAccessKey", "isDeploy", "skipAwait", "adopt", "settings"],
  "driftPolicy",
];

/** Outputs exist on the object only if they are among the properties that the base class is given. */
export function undefinedOutputs(names: readonly string[]): Record<string, undefined> {
  return Object.fromEntries(names.map((name) => [name, undefined]));
}
