// Compiled against the packed declarations: what a program may write, and what the compiler must refuse.
import * as pulumi from "@pulumi/pulumi";
import * as rainbond from "pulumi-rainbond";

const store = { marketUrl: "http://store.example", marketDomain: "rainbond" };
const model = { ...store, appModelId: "model" };
const whole = { ...model, appModelVersion: "1.0" };
const text: string | undefined = new pulumi.Config().get("text");
const app = new rainbond.MarketApp("app", { ...store, appModelId: "model", appModelVersion: "1.0" });
const backend = new rainbond.MarketAppReference(new pulumi.StackReference("acme/backend/prod"), "components");

/** A component as the first release shows it: programs were written against it. */
interface FirstComponent {
  serviceId: string;
  serviceAlias: string;
  serviceCname: string;
  serviceKey: string;
  k8sComponentName: string;
  status: string;
  image: string;
  version: string;
  minMemory: number;
  minCpu: number;
  minNode: number;
  extendMethod: string;
  accessUrls: string[];
  innerEndpoints: string[];
}

export const first: pulumi.Output<FirstComponent>[] = [backend.component("Web"), app.component("Web")];
export const all: pulumi.Output<FirstComponent[]>[] = [backend.components, app.components];
export const lifted: pulumi.Output<string[]> = backend.component("Web").innerEndpoints;
export const appId: pulumi.Output<number> = app.appId;
export const serviceIds: pulumi.Output<string[]> = app.serviceIds;
export const group = new rainbond.App("group", { appNote: app.k8sApp });
export const found: pulumi.Output<rainbond.GetMarketAppResult> = rainbond.getMarketAppOutput({ ...model, range: text });
export const listed: Promise<rainbond.GetMarketAppsResult> = rainbond.getMarketApps({ ...store, search: "blog" });
export const newest = new rainbond.MarketApp("newest", { ...model, appModelVersion: found.latestMatching });
export const available: pulumi.Output<string[] | undefined> = app.upgradeAvailable;
export const seen: rainbond.MarketApp = rainbond.MarketApp.get("seen", app.id, { parent: app });
export const seenGroup: rainbond.App = rainbond.App.get("seen", "0f9c/rainbond/1");
export const shared = new rainbond.MarketApp("shared", {
  ...store,
  appId: group.appId,
  appModelId: "other",
  appModelVersion: "1.0",
});

const config = new pulumi.Config();
export const set = new rainbond.MarketApp("set", {
  ...whole,
  settings: {
    Web: {
      envs: { TITLE: "Shop", PASSWORD: config.requireSecret("password") },
      minMemory: 512,
      minCpu: 0,
      minNode: pulumi.output(2),
      domains: [{ host: "shop.example", port: 80, path: "/", certificateId: 1, header: "a=b", cookie: "c=d" }],
    },
    [config.require("database")]: {},
  },
});
export const declared: pulumi.Output<rainbond.Settings | undefined> = set.settings;
export const memory: pulumi.Output<number | undefined> = set.settings.apply((settings) => settings?.["Web"]?.minMemory);

export const refused = [
  // @ts-expect-error: there is no such field
  backend.component("Web").innerEndpoint,
  // @ts-expect-error: nor is there one on the app
  app.components[0]?.url,
  // @ts-expect-error: a key is a text
  backend.component(7),
  // @ts-expect-error: nor is an output one
  app.component(app.k8sApp),
  // @ts-expect-error: a stack's name isn't a reference to it
  new rainbond.MarketAppReference("acme/backend/prod"),
  // @ts-expect-error: the number of an app group is no text
  new rainbond.MarketApp("wrong", { ...whole, appId: "7" }),
  // @ts-expect-error: an app has a version
  new rainbond.MarketApp("wrong", model),
  // @ts-expect-error: which may not be missing
  new rainbond.MarketApp("wrong", { ...model, appModelVersion: text }),
  // @ts-expect-error: nor be a number, of which 1.10 is 1.1
  new rainbond.MarketApp("wrong", { ...model, appModelVersion: 1.1 }),
  // @ts-expect-error: an install is taken over by its number
  new rainbond.MarketApp("wrong", { ...whole, adopt: "blog" }),
  // @ts-expect-error: there is no such category of drift
  new rainbond.MarketApp("wrong", { ...whole, driftPolicy: { gone: "warn" } }),
  // @ts-expect-error: nor such a reaction to it
  new rainbond.MarketApp("wrong", { ...whole, driftPolicy: { extra: "no" } }),
  // @ts-expect-error: there is no such setting
  new rainbond.MarketApp("wrong", { ...whole, settings: { Web: { memory: 512 } } }),
  // @ts-expect-error: a size is no text
  new rainbond.MarketApp("wrong", { ...whole, settings: { Web: { minMemory: "512" } } }),
  // @ts-expect-error: and a variable's value is nothing else
  new rainbond.MarketApp("wrong", { ...whole, settings: { Web: { envs: { PORT: 80 } } } }),
  // @ts-expect-error: a domain has a host
  new rainbond.MarketApp("wrong", { ...whole, settings: { Web: { domains: [{ path: "/" }] } } }),
  // @ts-expect-error: and isn't one
  new rainbond.MarketApp("wrong", { ...whole, settings: { Web: { domains: ["shop.example"] } } }),
  // @ts-expect-error: settings belong to components, by their names
  new rainbond.MarketApp("wrong", { ...whole, settings: [{ minMemory: 512 }] }),
  // @ts-expect-error: nor such an argument of a group
  new rainbond.App("wrong", { name: "group" }),
  // @ts-expect-error: a number of writes is no text
  new rainbond.Provider("wrong", { maxConcurrentWrites: "8" }),
  // @ts-expect-error: a provider isn't an app's provider by its name
  new rainbond.App("wrong", {}, { provider: "staging" }),
];

// @ts-expect-error: an output isn't its value
export const plain: string = backend.component("Web").serviceId;
// @ts-expect-error: nor is a list of outputs an output of a list
export const list: pulumi.Output<FirstComponent[]> = [backend.component("Web")];
// @ts-expect-error: the ids aren't the components
export const ids: pulumi.Output<FirstComponent[]> = app.serviceIds;
