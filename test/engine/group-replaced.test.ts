import { demoArguments } from "./market-app-program";
import { Stage } from "./stage";

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => stage.close());

function program(appName: string, options = ""): string {
  const { teamId, regionName } = stage.info;
  return `
const rainbond = require("pulumi-rainbond");
const place = ${JSON.stringify({ teamId, regionName })};
const shop = new rainbond.App("shop", { ...place, appName: ${JSON.stringify(appName)}${options} });
const blog = new rainbond.MarketApp("blog", { ...${JSON.stringify(demoArguments(stage.info))}, appId: shop.appId });
`;
}

test("an app in an app group of the same program that is replaced goes before the group, as the preview says, and is installed in the new one", async () => {
  const project = await stage.engine.program("group", program("before"));
  await project.init("dev");
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await project.rewrite(program("after"));
  const preview = await project.pulumi(["preview"]);
  expect(preview.exitCode).toBe(0);
  expect(preview.stdout).toMatch(/2 to replace/);
  const up = await project.up();
  expect([up.exitCode, up.exitCode === 0 ? "" : project.screen(up)]).toEqual([0, ""]);
  const groups = await stage.server();
  expect(groups.map(({ group, components }) => [group.group_name, components.map(({ status }) => status)])).toEqual([
    ["after", ["running", "running"]],
  ]);
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
});

test("a change of the group that replaces nothing replaces nothing in it", async () => {
  const project = await stage.engine.program("recorded", program("kept"));
  await project.init("dev");
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const [before] = (await stage.server()).filter(({ group }) => group.group_name === "kept");
  await project.rewrite(program("kept", ", forceDestroy: true"));
  expect((await project.pulumi(["preview"])).stdout).not.toMatch(/replace/);
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const [after] = (await stage.server()).filter(({ group }) => group.group_name === "kept");
  expect(after?.components).toEqual(before?.components);
});
