import { join } from "node:path";
import type { SimulatorInfo } from "../../simulator";

/** How the apps of a program share app groups. */
export type Grouping = "own groups" | "groups of ten";

/** Programs that declare as many resources with as many inputs, one with our classes and one with a provider that does nothing. */
export interface Contender {
  readonly name: "null" | "ours";
  readonly program: (count: number, grouping: Grouping) => string;
}

/** The model ids of the apps that share a group: the console takes two installs of one model in a group for twins. */
export const sharedModels = Array.from({ length: 10 }, (_, index) => `${index}`.repeat(32));

/** Both, for the console of these facts. */
export function contenders(info: SimulatorInfo): readonly Contender[] {
  const where = { teamId: info.teamId, regionName: info.regionName };
  const args = {
    ...where,
    appModelVersion: "1.0",
    marketUrl: info.storeUrl,
    marketDomain: info.storeDomain,
    marketAccessKey: info.storeKey,
    isDeploy: false,
    skipAwait: true,
  };
  const models = { own: info.appModelId, shared: sharedModels };
  return [
    { name: "null", program: (count, grouping) => program(nullClasses, { where, args, models, count, grouping }) },
    { name: "ours", program: (count, grouping) => program(ourClasses, { where, args, models, count, grouping }) },
  ];
}

const ourClasses = `const { App, MarketApp } = require("pulumi-rainbond");`;

const nullProvider = `exports.handler = () => require(${JSON.stringify(join(__dirname, "null-provider.cjs"))}).nullApp;`;

/** The outputs that a class must name, so that they can be read. */
const outputs =
  "appId serviceIds components tenantServiceGroupId enterpriseId k8sApp ownsApp endpoint health drift teamId regionName appName marketType " +
  "isDeploy skipAwait adopt driftPolicy";

const nullClasses = `
const pulumi = require("@pulumi/pulumi");
const undefinedOutputs = Object.fromEntries(${JSON.stringify(outputs)}.split(" ").map((name) => [name, undefined]));
const classOf = (type) => class extends pulumi.CustomResource {
  constructor(name, args) {
    const props = { ...undefinedOutputs, ...args, __rbUrn: name, __provider: ${JSON.stringify(nullProvider)} };
    super(type, name, { ...props, marketAccessKey: pulumi.secret(args.marketAccessKey) });
  }
};
const App = classOf("pulumi-nodejs:dynamic/null:App");
const MarketApp = classOf("pulumi-nodejs:dynamic/null:MarketApp");`;

interface Wanted {
  readonly where: object;
  readonly args: object;
  readonly models: { readonly own: string; readonly shared: readonly string[] };
  readonly count: number;
  readonly grouping: Grouping;
}

function program(classes: string, { where, args, models, count, grouping }: Wanted): string {
  const [own, all] = [JSON.stringify({ ...args, appModelId: models.own }), JSON.stringify(args)];
  if (grouping === "own groups") {
    return `${classes}
for (let index = 0; index < ${count}; index++) new MarketApp("app" + index, ${own});`;
  }
  return `${classes}
const models = ${JSON.stringify(models.shared)};
for (let group = 0; group * 10 < ${count}; group++) {
  const { appId } = new App("group" + group, ${JSON.stringify(where)});
  for (let index = 0; index < Math.min(10, ${count} - group * 10); index++) {
    new MarketApp("app" + group + "-" + index, { ...${all}, appId, appModelId: models[index] });
  }
}`;
}
