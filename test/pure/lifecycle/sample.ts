import type { ConsoleComponent } from "../../../provider/console";
import type { MarketAppInputs, MarketAppState } from "../../../provider/model";

/** What a program declares of an app, with defaults filled in. */
export const sampleInputs: MarketAppInputs = {
  teamId: "0123456789abcdef0123456789abcdef",
  regionName: "rainbond",
  appName: "blog-123456",
  appModelId: "model",
  appModelVersion: "1.0",
  marketUrl: "http://store.example",
  marketDomain: "rainbond",
  marketType: "rainstore",
  isDeploy: true,
  skipAwait: false,
  driftPolicy: {
    missing: "detect",
    version: "detect",
    settings: "detect",
    stopped: "detect",
    unhealthy: "warn",
    extra: "warn",
  },
  __rbUrn: "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/rainbond:MarketApp::blog",
};

/** The state of an app in a group of its own, as a successful install leaves it. */
export const sampleState: MarketAppState = {
  ...sampleInputs,
  appId: 7,
  ownsApp: true,
  k8sApp: "blog-0123456789ab",
  endpoint: "http://console.example:7070",
  enterpriseId: "enterprise",
  tenantServiceGroupId: 3,
  serviceIds: ["web-id", "db-id"],
  components: [],
  health: "ready",
  drift: [],
  __rbApplied: {
    appModelVersion: "1.0",
    isDeploy: true,
    components: [applied("web", "Web", "1.0"), applied("db", "DB", "1.0")],
  },
};

function applied(key: string, name: string, modelVersion: string) {
  return {
    serviceId: `${key}-id`,
    serviceCname: name,
    serviceKey: key,
    image: `registry.example/${key}:1.0`,
    version: "1.0",
    modelVersion,
  };
}

/** A running component as the console shows it. */
export function sampleComponent(key: string, name: string, changes: Partial<ConsoleComponent> = {}): ConsoleComponent {
  return {
    serviceId: `${key}-id`,
    serviceAlias: `gr${key}`,
    serviceCname: name,
    serviceKey: key,
    k8sComponentName: `gr${key}`,
    status: "running",
    createStatus: "complete",
    image: `registry.example/${key}:1.0`,
    version: "1.0",
    minMemory: 256,
    minCpu: 100,
    minNode: 1,
    extendMethod: "stateless_multiple",
    tenantServiceGroupId: 3,
    ...changes,
  };
}
