import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { z } from "zod";
import { App, MarketApp, Provider, type MarketAppArgs } from "../../../provider";

const limits = { create: "6s" };
const whole = {
  marketUrl: "http://store.example",
  marketDomain: "rainbond",
  appModelId: "model",
  appModelVersion: "1.0",
};

/** What the engine is asked to register, by resource name. */
let registered: Map<string, RegisterResourceRequest>;

const monitorSchema = z.custom<{ registerResource: (request: RegisterResourceRequest, done: unknown) => unknown }>(
  (value) => typeof Reflect.get(Object(value), "registerResource") === "function",
);

beforeEach(async () => {
  registered = new Map();
  const newResource = ({ name, inputs }: pulumi.runtime.MockResourceArgs) => ({
    id: name,
    state: z.record(z.string(), z.unknown()).parse(inputs),
  });
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) });
  const monitor = monitorSchema.parse(pulumi.runtime.getMonitor());
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, done) => {
    registered.set(request.getName(), request);
    return register(request, done);
  };
});

/** What the engine is asked to register once this resource is. */
async function requestFor(resource: pulumi.Resource, name = "blog"): Promise<RegisterResourceRequest> {
  await new Promise<unknown>((resolve, reject) => pulumi.recover(resource.urn.apply(resolve), reject));
  const request = registered.get(name);
  if (!request) throw new Error(`${name} wasn't registered`);
  return request;
}

const inputsOf = (request: RegisterResourceRequest): Record<string, unknown> => ({
  ...request.getObject()?.toJavaScript(),
});

const blog = (opts: pulumi.CustomResourceOptions, args: Partial<MarketAppArgs> = {}): MarketApp =>
  new MarketApp("blog", { ...whole, ...args }, opts);

/** A transformation that adds options, as `pulumi.mergeOptions` in a program does. */
const adding =
  (opts: pulumi.CustomResourceOptions, more: pulumi.Inputs = {}): pulumi.ResourceTransformation =>
  (given) => ({ props: { ...given.props, ...more }, opts: { ...given.opts, ...opts } });

class Component extends pulumi.ComponentResource {
  constructor(opts: pulumi.ComponentResourceOptions) {
    super("test:index:Component", "component", {}, opts);
  }
}

const ways: [string, () => pulumi.CustomResourceOptions][] = [
  ["its options", () => ({ customTimeouts: limits })],
  ["a transformation of its own", () => ({ transformations: [adding({ customTimeouts: limits })] })],
  [
    "a transformation of its parent",
    () => ({ parent: new Component({ transformations: [adding({ customTimeouts: limits })] }) }),
  ],
  [
    "its parent's transformation, which changes its own",
    () => ({
      customTimeouts: { create: "1h" },
      transformations: [adding({ customTimeouts: { create: "2h" } })],
      parent: new Component({ transformations: [adding({ customTimeouts: limits })] }),
    }),
  ],
];

test.each(ways)("a time limit reaches the provider of either class, set by %s", async (_, opts) => {
  expect(inputsOf(await requestFor(blog(opts())))).toMatchObject({ __rbTimeouts: limits });
  const group = new App("group", {}, opts());
  expect(inputsOf(await requestFor(group, "group"))).toMatchObject({ __rbTimeouts: limits });
});

test("a time limit reaches the provider, set by a transformation of the stack", async () => {
  await pulumi.runtime.runInPulumiStack(async () => {
    pulumi.runtime.registerStackTransformation(adding({ customTimeouts: limits }));
    expect(inputsOf(await requestFor(blog({})))).toMatchObject({ __rbTimeouts: limits });
  });
});

test.each([
  ["null", null],
  ["an empty object", {}],
  ["null and empty texts", { create: null, update: "" }],
])("time limits that are %s are none", async (_, customTimeouts) => {
  const opts: pulumi.CustomResourceOptions = {};
  Reflect.set(opts, "customTimeouts", customTimeouts);
  expect(inputsOf(await requestFor(blog(opts)))).not.toHaveProperty("__rbTimeouts");
});

test("children of an app inherit its transformations and nothing of its class", async () => {
  const parent = blog({ customTimeouts: limits });
  const group = await requestFor(new App("group", {}, { parent }), "group");
  expect(inputsOf(group)).not.toHaveProperty("__rbTimeouts");
  expect(group.getAdditionalsecretoutputsList()).toEqual([]);
  const custom = new (class extends pulumi.CustomResource {})("test:index:Custom", "custom", { key: null }, { parent });
  expect(inputsOf(await requestFor(custom, "custom"))).toEqual({ key: null });
});

test.each<[string, Partial<MarketAppArgs>, pulumi.CustomResourceOptions]>([
  ["an argument", { marketAccessKey: "key" }, {}],
  ["an output", { marketAccessKey: pulumi.output("key") }, { additionalSecretOutputs: ["appId"] }],
  [
    "a transformation",
    {},
    { transformations: [adding({ additionalSecretOutputs: ["appId"] }, { marketAccessKey: "key" })] },
  ],
])("the store's key is a secret, given by %s", async (_, args, opts) => {
  const request = await requestFor(blog(opts, args));
  const key = inputsOf(request)["marketAccessKey"];
  expect([pulumi.runtime.isRpcSecret(key), pulumi.runtime.unwrapRpcSecret(key)]).toEqual([true, "key"]);
  expect(request.getAdditionalsecretoutputsList()).toContain("marketAccessKey");
});

describe("inputs that are null or undefined", () => {
  const leftOut: unknown[] = [null, undefined];

  it.each(leftOut)("are left out: %p", async (nothing) => {
    const names = [
      "teamId",
      "regionName",
      "appId",
      "appName",
      "marketType",
      "marketAccessKey",
      "isDeploy",
      "skipAwait",
      "adopt",
    ];
    const args = Object.fromEntries([...names, "driftPolicy"].map((name) => [name, nothing]));
    const inputs = inputsOf(await requestFor(blog({}, args)));
    expect(Object.keys(inputs).sort()).toEqual(["__provider", "__rbUrn", ...Object.keys(whole)].sort());
    const group = new App("group", Object.fromEntries(["teamId", "appName", "appNote"].map((name) => [name, nothing])));
    expect(Object.keys(inputsOf(await requestFor(group, "group"))).sort()).toEqual(["__provider", "__rbUrn"]);
  });

  it.each(leftOut)("are left out of a Provider's arguments: %p", async (nothing) => {
    const args = Object.fromEntries(
      ["endpoint", "token", "maxConcurrentWrites", "readOnly"].map((name) => [name, nothing]),
    );
    const inputs = inputsOf(await requestFor(new Provider("blog", args)));
    for (const value of Object.values(inputs)) expect(pulumi.runtime.unwrapRpcSecret(value)).toBeNull();
    const outputs = inputsOf(await requestFor(new Provider("blog", { token: pulumi.output(args["token"]) })));
    expect(JSON.stringify(outputs)).not.toMatch(/"null"|"undefined"/);
  });
});

describe("the order of a replacement", () => {
  const withoutGroup = /^MarketApp "blog": deleteBeforeReplace: false needs an appId\./;
  const createFirst = { deleteBeforeReplace: false };

  it("is to delete first, unless the program says otherwise", async () => {
    for (const opts of [
      {},
      { deleteBeforeReplace: undefined },
      { transformations: [adding({ deleteBeforeReplace: undefined })] },
    ]) {
      expect((await requestFor(blog(opts))).getDeletebeforereplace()).toBe(true);
      expect((await requestFor(new App("group", {}, opts), "group")).getDeletebeforereplace()).toBe(true);
    }
    expect((await requestFor(blog(createFirst, { appId: 7 }))).getDeletebeforereplace()).toBe(false);
    expect((await requestFor(blog(createFirst, { appId: pulumi.output(7) }))).getDeletebeforereplace()).toBe(false);
  });

  it("can't be to create first without an appId, wherever the program says so", () => {
    expect(() => blog(createFirst)).toThrow(withoutGroup);
    expect(() => blog({ transformations: [adding(createFirst)] })).toThrow(withoutGroup);
    expect(() => blog(createFirst, Object.fromEntries([["appId", null]]))).toThrow(withoutGroup);
  });
});
