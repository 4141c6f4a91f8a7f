import { storedApp } from "./installed-app";
import { demoArguments, marketAppProgram } from "./market-app-program";
import { nativeProgram, openPluginStage } from "./plugin-stage";
import type { Stage } from "./stage";

let stage: Stage;

beforeAll(async () => {
  stage = await openPluginStage();
});

afterAll(() => stage.close());

beforeEach(async () => {
  await stage.forgetServer();
  await stage.control.forgetRequests();
});

const blog = (changes: Record<string, unknown> = {}, rest = ""): string =>
  nativeProgram(`
const blog = new rainbond.MarketApp("blog", ${JSON.stringify({ ...demoArguments(stage.info), ...changes })});
export const appId = blog.appId;
export const address = blog.components[0].innerEndpoints[0];
${rest}
`);

test("an app is installed, upgraded and removed; what stays is known in the preview of the upgrade, and nothing is left to do after each", async () => {
  const dependent = `
import { execSync } from "node:child_process";
`;
  expect(dependent).toBeTruthy();
  const project = await stage.engine.program("native", blog());
  await project.init("dev");
  const preview = await project.pulumi(["preview", "--diff"]);
  console.log(project.screen(preview));
  const up = await project.up();
  console.log(project.screen(up));
  expect(up).toMatchObject({ exitCode: 0 });
  expect((await storedApp(project)).outputs).toMatchObject({ health: "ready", appModelVersion: "1.0", drift: [] });
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
  await project.rewrite(blog({ appModelVersion: "1.1" }));
  console.log(project.screen(await project.pulumi(["preview", "--diff"])));
  console.log(project.screen(await project.pulumi(["preview"])));
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });
  const [server] = await stage.server();
  const serviceId = server?.components[0]?.service_id ?? "";
  await stage.control.changeComponent(serviceId, { image: "registry.example/other:1" });
  console.log(project.screen(await project.pulumi(["preview", "--refresh", "--diff"])));
  console.log(project.screen(await project.pulumi(["preview", "--refresh"])));
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
});

test("an app of the dynamic class moves to the plugin by its class alone", async () => {
  const project = await stage.engine.program("move", marketAppProgram(demoArguments(stage.info)));
  await project.init("dev");
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  await stage.control.forgetRequests();
  await project.rewrite(blog());
  console.log(project.screen(await project.pulumi(["preview", "--diff"])));
  const up = await project.up();
  console.log(project.screen(up));
  expect(await stage.writes()).toEqual([]);
});
