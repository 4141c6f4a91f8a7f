import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import * as dynamic from "../../../provider";
import * as native from "../../../provider/resources/native";
import { plugin } from "../../../provider/resources/native/plugin-options";
import { pluginSchema } from "../../../tools/plugin-schema/schema";

const root = resolve(__dirname, "..", "..", "..");

const property = z.looseObject({ description: z.string().optional(), secret: z.boolean().optional() });
const schema = z.looseObject({
  types: z.record(z.string(), z.unknown()),
  resources: z.record(
    z.string(),
    z.looseObject({
      description: z.string(),
      inputProperties: z.record(z.string(), property),
      properties: z.record(z.string(), property),
    }),
  ),
});

test("what Pulumi knows the plugin by is what the models and the docstrings say", () => {
  const written: unknown = JSON.parse(readFileSync(join(root, "provider", "plugin", "schema.json"), "utf8"));
  // npx tsx tools/plugin-schema/write.ts writes it anew.
  expect(written).toEqual(JSON.parse(JSON.stringify(pluginSchema())));
});

test("every input is described, the store's key is secret, and every type that is referred to is there", () => {
  const known = schema.parse(JSON.parse(JSON.stringify(pluginSchema())));
  for (const { description, inputProperties } of Object.values(known.resources)) {
    expect(description).toContain("```yaml");
    const silent = Object.entries(inputProperties).filter(([, one]) => one.description === undefined);
    expect(silent).toEqual([]);
  }
  const app = known.resources["rainbond:index:MarketApp"];
  expect([app?.inputProperties["marketAccessKey"]?.secret, app?.properties["marketAccessKey"]?.secret]).toEqual([
    true,
    true,
  ]);
  const referred = [...JSON.stringify(known).matchAll(/"#\/types\/([^"]+)"/g)].map(([, name]) => name ?? "");
  expect(referred.length).toBeGreaterThan(10);
  expect(referred.filter((name) => !(name in known.types))).toEqual([]);
});

test("the classes for TypeScript, of either face, have every output that the schema names, and each is described", async () => {
  await pulumi.runtime.setMocks({ newResource: ({ name }) => ({ id: name, state: {} }), call: () => ({}) });
  const app = {
    marketUrl: "http://store.example",
    marketDomain: "rainbond",
    appModelId: "model",
    appModelVersion: "1.0",
  };
  const { resources } = schema.parse(JSON.parse(JSON.stringify(pluginSchema())));
  for (const { MarketApp, App } of [dynamic, native]) {
    const made = { MarketApp: new MarketApp("blog", app), App: new App("shop") };
    for (const [name, resource] of Object.entries(made)) {
      const outputs = Object.entries(resources[`rainbond:index:${name}`]?.properties ?? {});
      expect(outputs.filter(([output]) => !(output in resource)).map(([output]) => output)).toEqual([]);
      expect(outputs.filter(([, { description }]) => description === undefined)).toEqual([]);
    }
  }
});

test("the classes for TypeScript name the version and the place of the executables that the schema names", () => {
  expect(plugin).toEqual({
    version: pluginSchema()["version"],
    pluginDownloadURL: pluginSchema()["pluginDownloadURL"],
  });
  expect(plugin.pluginDownloadURL).toMatch(/^github:\/\/api\.github\.com\/[\w-]+\/[\w-]+$/);
});
