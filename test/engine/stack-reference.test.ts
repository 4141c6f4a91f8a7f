import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { visit } from "../../tools/visit";
import type { Project } from "./engine";
import { Stage } from "./stage";

const outputsSchema = z.looseObject({
  appId: z.number(),
  components: z.array(
    z.looseObject({
      serviceCname: z.string(),
      serviceId: z.string(),
      accessUrls: z.array(z.string()),
      innerEndpoints: z.array(z.string()),
    }),
  ),
});
const rulesSchema = z.array(z.object({ http_rule_id: z.string() }));

let stage: Stage;
let backend: Project;
let frontend: Project;

beforeAll(async () => {
  stage = await Stage.open();
  backend = await stage.engine.example("market-app");
  frontend = await stage.engine.example("stack-reference");
});

afterAll(() => stage.close());

/** The note of the frontend's app group, as the console has it. */
async function noteOnServer(): Promise<string | undefined> {
  return (await stage.server()).find(({ group }) => group.group_name.startsWith("frontend"))?.group.note;
}

test("a frontend uses what a backend's components are reached by, and changes only when that does", async () => {
  const { info } = stage;
  const team = { "rainbond:teamId": stage.teamId, "rainbond:regionName": info.regionName };
  await backend.init("dev", {
    ...team,
    "market-app:marketUrl": info.storeUrl,
    "market-app:marketDomain": info.storeDomain,
    "market-app:marketAccessKey": info.storeKey,
    "market-app:appModelId": info.appModelId,
    "market-app:appModelVersion": "1.0",
  });
  expect(await backend.up()).toMatchObject({ exitCode: 0 });
  const { appId, components } = outputsSchema.parse(await backend.outputs());
  const [url] = components.find((one) => one.serviceCname === "Web")?.accessUrls ?? [];
  const database = components.find((one) => one.serviceCname === "Database");
  expect(url).toMatch(/^http:\/\/gr[0-9a-f]{6}-8080-.*\.apps\.localhost:\d+$/);

  await frontend.init("dev", team);
  expect(await frontend.up()).toMatchObject({ exitCode: 0 });
  expect(await frontend.outputs()).toMatchObject({ url, databaseEndpoint: "guestbook-db:5432" });
  expect((await visit(url ?? "")).text).toBe("Web (registry.example/guestbook/web:1.0) answers GET /\n");
  expect(await noteOnServer()).toBe(`Shows ${url ?? ""} and reads the database at guestbook-db:5432`);

  await backend.configure({ "market-app:appModelVersion": "1.1" });
  expect(await backend.up()).toMatchObject({ exitCode: 0 });
  expect(await frontend.pulumi(["preview", "--expect-no-changes"])).toMatchObject({ exitCode: 0 });

  const port = `/apps/${appId}/services/${database?.serviceId ?? ""}/ports/5432`;
  const renamed = { action: "change_port_alias", port_alias: "DB", k8s_service_name: "db" };
  await stage.console("PUT", port, renamed);
  expect(await backend.up("--refresh")).toMatchObject({ exitCode: 0 });
  expect(await frontend.up()).toMatchObject({ exitCode: 0 });
  expect(await frontend.outputs()).toMatchObject({ url, databaseEndpoint: "db:5432" });
  expect((await visit(url ?? "")).text).toBe("Web (registry.example/guestbook/web:1.1) answers GET /\n");
  await expectToEndWithItsComponentAndRule(url ?? "", appId);
});

/** Stops the component behind the URL, then starts it and deletes the rule: the same URL fails each time. */
async function expectToEndWithItsComponentAndRule(url: string, appId: number): Promise<void> {
  await stage.console("POST", `/apps/${appId}/operations`, { action: "stop" });
  await pageAnswers(url, 503);
  await stage.console("POST", `/apps/${appId}/operations`, { action: "start" });
  await pageAnswers(url, 200);
  const [rule] = rulesSchema.parse(await stage.console("GET", `/apps/${appId}/httpdomains`));
  await stage.console("DELETE", `/apps/${appId}/httpdomains/${rule?.http_rule_id ?? ""}`);
  expect(await visit(url)).toMatchObject({ status: 404 });
}

/** Waits until the page answers with this status. */
async function pageAnswers(url: string, status: number): Promise<void> {
  if ((await visit(url)).status === status) return;
  await setTimeout(20);
  await pageAnswers(url, status);
}

test("a component that the backend doesn't have ends the frontend's preview by one error that lists what there is", async () => {
  await frontend.configure({ "stack-reference:database": "Nope" });
  const { exitCode, stdout, stderr } = await frontend.pulumi(["preview"]);
  expect(exitCode).not.toBe(0);
  const [, diagnostics = ""] = (stdout + stderr).split("Diagnostics:");
  expect(diagnostics.match(/error: .*/g)).toEqual([
    expect.stringMatching(
      /no component is called "Nope" in output "components" of stack organization\/market-app\/dev; there is Web \(serviceAlias gr\w{6}, serviceKey [^)]+\), Database \(/,
    ),
  ]);
  await frontend.configure({ "stack-reference:database": "Database" });
});

test("an output that the backend doesn't export ends the preview by one error that lists those that it does", async () => {
  const reader = await stage.engine.program(
    "reader",
    `
import * as pulumi from "@pulumi/pulumi";
import { MarketAppReference } from "pulumi-rainbond";
const backend = new MarketAppReference(new pulumi.StackReference("organization/market-app/dev"), "parts");
export const url = backend.component("Web").accessUrls[0];
`,
  );
  await reader.init("dev");
  const { exitCode, stdout, stderr } = await reader.pulumi(["preview"], { limitMs: 60_000 });
  expect(exitCode).not.toBe(0);
  const [, diagnostics = ""] = (stdout + stderr).split("Diagnostics:");
  expect(diagnostics.match(/error: .*/g)).toEqual([
    expect.stringMatching(
      /stack organization\/market-app\/dev has no output "parts"; it has appId, components, serviceIds\./,
    ),
  ]);
});

test("without the backend's stack the frontend's preview and up name it, and destroy still works", async () => {
  expect(await backend.destroy()).toMatchObject({ exitCode: 0 });
  expect(await backend.pulumi(["stack", "rm", "--yes"])).toMatchObject({ exitCode: 0 });
  for (const outcome of [await frontend.pulumi(["preview"]), await frontend.up()]) {
    expect(outcome.exitCode).not.toBe(0);
    const [, diagnostics = ""] = (outcome.stdout + outcome.stderr).split("Diagnostics:");
    expect(diagnostics.match(/error: .*stack.*/g)).toEqual([
      expect.stringMatching(/^error: .*unknown stack "organization\/market-app\/dev"$/),
    ]);
  }
  expect(await frontend.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
});
