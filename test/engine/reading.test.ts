import { z } from "zod";
import { driftCommand } from "./drift-commands";
import type { Project } from "./engine";
import { demoArguments, marketAppProgram } from "./market-app-program";
import { Stage } from "./stage";

let stage: Stage;
let reader: Project;
let id: string;
let number: number;

/** What the server tells of an install, whoever asks. */
const told = [
  ...["teamId", "regionName", "appId", "appName", "k8sApp", "endpoint", "enterpriseId", "tenantServiceGroupId"],
  ...["serviceIds", "components", "health", "drift", "appModelId", "appModelVersion"],
] as const;

const read = (asked: string): string => `
import * as rainbond from "pulumi-rainbond";
const blog = rainbond.MarketApp.get("blog", ${JSON.stringify(asked)});
${told.map((key) => `export const ${key} = blog.${key};`).join("\n")}
export const web = blog.component("Web").serviceCname;
`;

let owners: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  stage = await Stage.open();
  const owner = await stage.engine.program("owner", marketAppProgram(demoArguments(stage.info)));
  await owner.init("dev");
  expect(await owner.up()).toMatchObject({ exitCode: 0 });
  const app = (await owner.deployment()).resources.find(({ type }) => type.endsWith(":MarketApp"));
  owners = app?.outputs ?? {};
  id = app?.id ?? "";
  number = Number(owners["tenantServiceGroupId"]);
  reader = await stage.engine.program("reader", read(id));
  await reader.init("dev");
  await stage.control.forgetRequests();
});

afterAll(() => stage.close());

const errorsIn = ({ stdout, stderr }: { stdout: string; stderr: string }): string[] => {
  const [, diagnostics = ""] = `${stdout}${stderr}`.split("Diagnostics:");
  return [...diagnostics.matchAll(/error: (?!update failed)(.*)/g)].map(([, error = ""]) => error);
};

test("what is read has the outputs that its owner's has, in the preview already; what changes in it is no drift, refresh and destroy leave it alone", async () => {
  expect(await reader.pulumi(["preview"])).toMatchObject({ exitCode: 0 });
  expect(await reader.up()).toMatchObject({ exitCode: 0 });
  const expected = Object.fromEntries(told.map((key) => [key, owners[key]]));
  expect(await reader.outputs()).toEqual({ ...expected, web: "Web" });
  await reader.rewrite(read(`${id}/${number}`));
  expect(await reader.up()).toMatchObject({ exitCode: 0 });
  expect(await reader.outputs()).toEqual({ ...expected, web: "Web" });
  expect(await reader.driftPreview()).toMatchObject({ exitCode: 0 });
  const [web = ""] = z.array(z.string()).parse(owners["serviceIds"]);
  await stage.control.changeComponent(web, { status: "closed" });
  expect(await reader.pulumi(["preview", "--refresh", "--expect-no-changes"])).toMatchObject({ exitCode: 0 });
  expect(await driftCommand(reader, [])).toMatchObject({ exitCode: 0, stderr: "" });
  await stage.control.changeComponent(web, { status: null });
  expect(await reader.pulumi(["refresh", "--yes", "--skip-preview"])).toMatchObject({ exitCode: 0 });
  expect(await reader.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.writes()).toEqual([]);
  expect(await stage.components(Number(owners["appId"]))).toHaveLength(2);
});

test("an id that names no install is one error that lists those that there are", async () => {
  await reader.rewrite(read(`${id}/999`));
  expect(errorsIn(await reader.up())).toEqual([
    `MarketApp.get: "${id}/999" isn't one install of app group ${Number(owners["appId"])}; there is "${id}/${number}" (Web, Database)`,
  ]);
  await reader.rewrite(read("blog"));
  expect(errorsIn(await reader.up())).toEqual([
    expect.stringMatching(/^MarketApp.get: the id "blog" isn't teamId\/regionName\/appId, .* inventory --json lists/),
  ]);
  await reader.rewrite(read(`${stage.teamId}/${stage.info.regionName}/999`));
  expect(errorsIn(await reader.up())).toEqual([
    expect.stringMatching(/^the team has no app group 999 in region rainbond: GET .* it has \d+ \(blog-\w{6}\)$/),
  ]);
});

test("an app group is read likewise, and its number is what others install into", async () => {
  await reader.rewrite(`
import * as rainbond from "pulumi-rainbond";
const group = rainbond.App.get("group", ${JSON.stringify(id)});
export const { appId, k8sApp, appName, endpoint, teamId, regionName } = group;
`);
  expect(await reader.up()).toMatchObject({ exitCode: 0 });
  const keys = ["appId", "k8sApp", "appName", "endpoint", "teamId", "regionName"];
  expect(await reader.outputs()).toEqual(Object.fromEntries(keys.map((key) => [key, owners[key]])));
  expect(await reader.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.writes()).toEqual([]);
});
