import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { MarketApp, MarketAppReference, type Component } from "../../../provider";

const component = (name: string, changes: Partial<Component> = {}): Component => ({
  ...{ serviceId: `${name}-id`, serviceAlias: `gr${name}`, serviceCname: name, serviceKey: `${name}-key` },
  ...{ k8sComponentName: `gr${name}`, status: "running", image: `registry.example/${name}:1`, version: "1" },
  ...{ minMemory: 512, minCpu: 100, minNode: 1, extendMethod: "stateless_multiple" },
  ...{ accessUrls: [`http://${name}.example.com`], innerEndpoints: [`${name}:80`], ...changes },
});

const components = [
  component("Web"),
  component("Cafe\u0301"),
  component("数据库"),
  component("Twin"),
  component("Twin", { serviceId: "second-id", serviceAlias: "grsecond", innerEndpoints: [] }),
];

/** What the other stack exports. */
const exported: Record<string, unknown> = {
  components,
  none: [],
  app: { id: "team/region/7", components },
  serviceIds: components.map(({ serviceId }) => serviceId),
  older: [{ ...component("Web"), accessUrls: undefined }],
  "cafe\u0301": components,
  dirty: [component("a\n::add-mask::b\u001b[2J\u202e")],
  hidden: components,
};

/** What a resource is made with, as far as the mocks look at it. */
interface Made {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

const mocksOf = (outputs: Record<string, unknown>): pulumi.runtime.Mocks => ({
  newResource: ({ type, name, inputs }: Made) => ({
    id: name,
    state:
      type === "pulumi:pulumi:StackReference"
        ? { name, outputs, secretOutputNames: ["hidden"] }
        : { ...inputs, components },
  }),
  call: () => ({}),
});
const mocks = mocksOf(exported);
/** The mocks of most unit tests: a resource's outputs are its inputs. */
const echoing: pulumi.runtime.Mocks = {
  ...mocks,
  newResource: ({ name, inputs }: Made) => ({ id: name, state: inputs }),
};

function referenceTo(output?: string): MarketAppReference {
  return new MarketAppReference(new pulumi.StackReference("acme/backend/prod"), output);
}

const app = (): MarketApp => new MarketApp("blog", { ...store, appModelId: "model", appModelVersion: "1.0" });
const store = { marketUrl: "http://store.example", marketDomain: "rainbond" };

/** The value of an output, as a program gets it, or its failure. */
function valueOf<T>(output: pulumi.Output<T>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    pulumi.recover(output.apply(resolve), reject);
  });
}

/** Whether a program's `apply` would see the output's value. */
function isKnown(output: pulumi.Output<unknown>): Promise<unknown> {
  return Promise.resolve<unknown>(Reflect.get(output, "isKnown"));
}

beforeEach(() => pulumi.runtime.setMocks(mocks));

describe("a component of an app in another stack", () => {
  it.each(["数据库", "gr数据库", "数据库-key", "数据库-id"])("is found by %s", async (key) => {
    expect(await valueOf(referenceTo().component(key))).toEqual(components[2]);
    expect(await valueOf(referenceTo().component(key).innerEndpoints)).toEqual(["数据库:80"]);
  });

  it("comes from the output of the given name, and is secret if that is", async () => {
    expect(await pulumi.isSecret(referenceTo().component("Web"))).toBe(false);
    const hidden = referenceTo("hidden").component("Web");
    expect(await pulumi.isSecret(hidden)).toBe(true);
    expect(await valueOf(hidden)).toEqual(components[0]);
  });

  it("isn't known where the other stack's outputs aren't, and no failure", async () => {
    await pulumi.runtime.setMocks(echoing, "project", "stack", true);
    expect(await isKnown(referenceTo().component("Web").innerEndpoints)).toBe(false);
  });

  it("is found by a name, in an output of a name, that Unicode spells in another way", async () => {
    expect(await valueOf(referenceTo("caf\u00e9").component("Caf\u00e9"))).toEqual(components[1]);
    expect(await valueOf(referenceTo("cafe\u0301").component("Cafe\u0301"))).toEqual(components[1]);
  });

  it("isn't known where a unit test's mock gives the stack no outputs", async () => {
    await pulumi.runtime.setMocks(echoing);
    expect(await isKnown(referenceTo().component("Web").innerEndpoints)).toBe(false);
    expect(await isKnown(referenceTo().components)).toBe(false);
  });

  it.each([
    ["a name that isn't there", "components", "Nope"],
    ["a name in full-width letters, which are other letters", "components", "Ｗｅｂ"],
    ["a name that would steer the terminal", "dirty", "Web"],
    ["a name that is there twice", "components", "Twin"],
    ["an app without components", "none", "Web"],
    ["an output that isn't there", "component", "Web"],
    ["a resource that was exported", "app", "Web"],
    ["the ids instead of the components", "serviceIds", "second-id"],
    ["components that lack a field", "older", "Web"],
  ])("is an error without a stack trace that says what there is: %s", async (_, output, key) => {
    const failure: unknown = await valueOf(referenceTo(output).component(key)).catch((thrown: unknown) => thrown);
    if (!pulumi.RunError.isInstance(failure))
      throw new Error(`expected an error of the program, not ${String(failure)}`);
    expect(failure.stack).toBe("");
    expect(failure.message).toMatchSnapshot();
  });
});

const releases = resolve(__dirname, "..", "..", "fixtures", "releases");

describe.each(readdirSync(releases))("the outputs of a stack that %s left", (release) => {
  it("are understood", async () => {
    const outputs: unknown = JSON.parse(readFileSync(join(releases, release, "outputs.json"), "utf8"));
    await pulumi.runtime.setMocks(mocksOf(z.record(z.string(), z.unknown()).parse(outputs)));
    expect(await valueOf(referenceTo().component("Database").innerEndpoints)).toEqual(["guestbook-db:5432"]);
    expect(await valueOf(referenceTo().components)).toEqual(Reflect.get(Object(outputs), "components"));
  });
});

describe("a component of an app in this program", () => {
  it("is found by its names, and an error lists those that there are", async () => {
    const blog = app();
    expect(await valueOf(blog.component("Web").accessUrls)).toEqual(["http://Web.example.com"]);
    await expect(valueOf(blog.component("Nope"))).rejects.toThrow(
      /^no component is called "Nope" in MarketApp "blog"; there is Web \(serviceAlias grWeb, serviceKey Web-key\), Cafe\u0301 \(/,
    );
  });

  it("is found by a name that Unicode spells in another way", async () => {
    expect(await valueOf(app().component("Caf\u00e9"))).toEqual(components[1]);
  });

  it.each([
    ["a unit test's mock returns only the inputs", false],
    ["nothing is installed in a preview", true],
  ])("isn't known, and no failure, where %s", async (_, isPreview) => {
    await pulumi.runtime.setMocks(echoing, "project", "stack", isPreview);
    expect(await isKnown(app().component("Web"))).toBe(false);
    expect(await isKnown(app().component("Web").accessUrls)).toBe(false);
  });
});
