// A dynamic provider that does nothing, found by Pulumi as ours is: what a command costs with it is Pulumi's own.
// Its resources have as many inputs and outputs as a MarketApp, of about the same size.

const component = {
  serviceId: "0123456789abcdef0123456789abcdef",
  serviceAlias: "gr012345",
  serviceCname: "Web",
  serviceKey: "fedcba9876543210fedcba9876543210",
  k8sComponentName: "web",
  status: "undeploy",
  image: "registry.example/blog/web:1.0",
  version: "latest",
  minMemory: 512,
  minCpu: 250,
  minNode: 1,
  extendMethod: "stateless_multiple",
  accessUrls: ["http://web.example:8080"],
  innerEndpoints: ["gr012345:80"],
};

const applied = { ...component, modelVersion: "1.0" };

const outputs = {
  appId: 1,
  serviceIds: [component.serviceId, component.serviceId],
  components: [component, component],
  tenantServiceGroupId: 1,
  enterpriseId: component.serviceId,
  k8sApp: "pulumi-0123456789",
  ownsApp: true,
  endpoint: "http://console.example:7070",
  health: "notDeployed",
  drift: [],
  marketType: "rainstore",
  __rbApplied: { appModelVersion: "1.0", isDeploy: false, components: [applied, applied] },
};

/** @param {Record<string, unknown>} inputs */
const made = ({ __provider, ...inputs }) => ({ ...inputs, ...outputs });

exports.nullApp = {
  /** @param {unknown} _ @param {Record<string, unknown>} inputs */
  check: (_, inputs) => Promise.resolve({ inputs, failures: [] }),
  diff: () => Promise.resolve({ changes: false, replaces: [], deleteBeforeReplace: true }),
  /** @param {Record<string, unknown>} inputs */
  create: (inputs) => Promise.resolve({ id: "null", outs: made(inputs) }),
  /** @param {string} id @param {Record<string, unknown>} props */
  read: (id, props) => Promise.resolve({ id, props }),
  /** @param {string} _ @param {unknown} __ @param {Record<string, unknown>} inputs */
  update: (_, __, inputs) => Promise.resolve({ outs: made(inputs) }),
  delete: () => Promise.resolve(),
};
