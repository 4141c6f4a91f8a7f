// Compiled against the packed declarations, by old and new compilers: a value that may be missing may be passed on as it is.
import * as pulumi from "@pulumi/pulumi";
import * as rainbond from "pulumi-rainbond";

const config = new pulumi.Config();
const text = config.get("text");
const number = config.getNumber("number");
const flag = config.getBoolean("flag");
const reaction: rainbond.DriftReaction | undefined = flag ? "warn" : undefined;

/** The ways to pass a value on. */
function ways<T>(value: T): [T, pulumi.Output<T>, Promise<T>] {
  return [value, new pulumi.Config().requireSecret("secret").apply(() => value), Promise.resolve(value)];
}

const [plainText, textOutput, textPromise] = ways(text);
const [plainNumber, numberOutput, numberPromise] = ways(number);
const [plainFlag, flagOutput, flagPromise] = ways(flag);
const [plainReaction, reactionOutput, reactionPromise] = ways(reaction);

const store = {
  marketUrl: "http://store.example",
  marketDomain: "rainbond",
  appModelId: "model",
  appModelVersion: "1.0",
};

export const apps: rainbond.MarketAppArgs[] = [
  store,
  {
    ...store,
    teamId: plainText,
    regionName: plainText,
    appId: plainNumber,
    appName: plainText,
    marketType: plainText,
    marketAccessKey: plainText,
    isDeploy: plainFlag,
    skipAwait: plainFlag,
    adopt: plainFlag,
    driftPolicy: { missing: plainReaction, extra: undefined },
  },
  {
    ...store,
    teamId: textOutput,
    regionName: textOutput,
    appId: numberOutput,
    appName: textOutput,
    marketType: textOutput,
    marketAccessKey: textOutput,
    isDeploy: flagOutput,
    skipAwait: flagOutput,
    adopt: numberOutput,
    driftPolicy: { missing: reactionOutput, extra: "ignore" },
  },
  {
    ...store,
    teamId: textPromise,
    appId: numberPromise,
    marketAccessKey: textPromise,
    isDeploy: flagPromise,
    adopt: flagPromise,
    driftPolicy: Promise.resolve({ missing: reactionPromise }),
  },
  {
    ...store,
    settings: {
      Web: {
        envs: { PLAIN: plainText, SECRET: textOutput, LATER: textPromise },
        minMemory: plainNumber,
        minCpu: numberOutput,
        minNode: numberPromise,
        domains: [{ host: "shop.example", port: plainNumber, path: textOutput, certificateId: numberPromise }],
      },
      Database: { envs: undefined, domains: undefined },
    },
  },
  { ...store, settings: Promise.resolve({ Web: { envs: textOutput.apply((one) => ({ TITLE: one })) } }) },
  { ...store, settings: pulumi.secret({ Web: { envs: { TITLE: "Shop" } } }) },
  { ...store, adopt: true, driftPolicy: undefined, settings: undefined },
  { ...store, adopt: 7, driftPolicy: {} },
];

export const groups: rainbond.AppArgs[] = [
  {},
  { teamId: plainText, regionName: plainText, appName: plainText, appNote: plainText, forceDestroy: plainFlag },
  { teamId: textOutput, regionName: textOutput, appName: textOutput, appNote: textOutput, forceDestroy: flagOutput },
];

export const consoles: rainbond.ProviderArgs[] = [
  {},
  {
    endpoint: plainText,
    token: plainText,
    teamId: plainText,
    regionName: plainText,
    marketAccessKey: plainText,
    maxConcurrency: plainNumber,
    maxConcurrentWrites: plainNumber,
    caFile: plainText,
    insecureSkipTlsVerify: plainFlag,
    readOnly: plainFlag,
    destroyProtection: plainFlag,
  },
  { endpoint: textOutput, token: textOutput, maxConcurrentWrites: numberOutput, readOnly: flagOutput },
];

export const app = new rainbond.MarketApp("app", { ...store, adopt: plainFlag }, { customTimeouts: { create: "6s" } });
export const adopted: pulumi.Output<true | number | undefined> = app.adopt;
export const reference = new rainbond.MarketAppReference(new pulumi.StackReference("acme/backend/prod"), undefined);
