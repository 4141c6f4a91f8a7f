import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { z } from "zod";
import { App, MarketApp, Provider } from "../../provider";

const root = resolve(__dirname, "..", "..");
const types = {
  MarketApp: "pulumi-nodejs:dynamic/rainbond:MarketApp",
  App: "pulumi-nodejs:dynamic/rainbond:App",
  Provider: "pulumi:providers:pulumi-nodejs",
  other: "pulumi-nodejs:dynamic:Resource",
};

let pack: ChildProcess;
let client: AnalyzerClient;

beforeAll(async () => {
  const script = join(__dirname, "policy-pack.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, "127.0.0.1:1"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  pack = child;
  const [port] = z.tuple([z.string()]).parse(await once(createInterface(child.stdout), "line"));
  client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
});

afterAll(() => {
  client.close();
  pack.kill();
});

/** What the pack says of a resource, asked as Pulumi's engine asks. */
async function violations(type: string): Promise<string[]> {
  const request = new messages.AnalyzeRequest();
  request.setType(type);
  request.setName("blog");
  request.setUrn(`urn:pulumi:dev::shop::${type}::blog`);
  request.setOptions(new messages.AnalyzerResourceOptions());
  request.setProperties(Struct.fromJavaScript({ appModelVersion: "1.0", appName: "group" }));
  return answered((callback) => client.analyze(request, callback));
}

async function answered(
  ask: (callback: (error: grpc.ServiceError | null, answer: messages.AnalyzeResponse) => void) => void,
): Promise<string[]> {
  return new Promise((found, failed) => {
    ask((error, answer) => {
      if (error) failed(error);
      else found(answer.getDiagnosticsList().map((one) => one.getMessage().trim().split("\n").at(-1) ?? ""));
    });
  });
}

test("a policy on resources of our classes is asked for each of them, and for no other", async () => {
  expect(await violations(types.MarketApp)).toEqual(["MarketApp at 1.0"]);
  expect(await violations(types.App)).toEqual(["App group"]);
  expect(await violations(types.Provider)).toEqual(["Provider blog"]);
  expect(await violations(types.other)).toEqual([]);
});

test("a policy on a whole stack sees those of its class", async () => {
  const request = new messages.AnalyzeStackRequest();
  request.setResourcesList(
    [types.MarketApp, types.App, types.MarketApp].map((type, index) => {
      const resource = new messages.AnalyzerResource();
      resource.setType(type);
      resource.setName(`blog-${index}`);
      resource.setUrn(`urn:pulumi:dev::shop::${type}::blog-${index}`);
      resource.setOptions(new messages.AnalyzerResourceOptions());
      resource.setProperties(Struct.fromJavaScript({}));
      return resource;
    }),
  );
  expect(await answered((callback) => client.analyzeStack(request, callback))).toEqual(["2 MarketApps"]);
});

test("older releases of the policy SDK, which ask isInstance about a bare type, are answered too", () => {
  const asked = [MarketApp, App, Provider].map((one) =>
    Object.values(types).map((type) => one.isInstance({ __pulumiType: type })),
  );
  expect(asked).toEqual([
    [true, false, false, false],
    [false, true, false, false],
    [false, false, true, false],
  ]);
  for (const value of [undefined, null, "text", {}, { __pulumiType: null }])
    expect([MarketApp, App, Provider].map((one) => one.isInstance(value))).toEqual([false, false, false]);
});
