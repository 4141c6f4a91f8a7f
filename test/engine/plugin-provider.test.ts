import { demoArguments } from "./market-app-program";
import { nativeProgram, nativeProject } from "./plugin-stage";
import { Stage } from "./stage";

let stage: Stage;

beforeAll(async () => {
  // A token that the console refuses: only the provider's own lets anything through.
  stage = await Stage.open({ RAINBOND_TOKEN: "0".repeat(40) });
});

afterAll(() => stage.close());

test("a provider that a program names like Pulumi's own is explicit all the same: its arguments come first", async () => {
  const { adminToken, regionName } = stage.info;
  const at = { teamId: stage.teamId, regionName };
  const source = ["default", "default_eu", "default_1"].map(
    (name) => `
new rainbond.App("${name}", ${JSON.stringify(at)}, {
  provider: new rainbond.Provider("${name}", { token: pulumi.secret(${JSON.stringify(adminToken)}) }),
});`,
  );
  const project = await nativeProject(stage, "named", source.join("\n"));
  const up = await project.up();
  expect([up.exitCode, up.exitCode === 0 ? "" : project.screen(up)]).toEqual([0, ""]);
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
});

test("an explicit provider's token wins over the environment's and stays secret, and a changed argument changes no app", async () => {
  const { adminToken } = stage.info;
  const source = (args: Record<string, unknown>): string => `
const given = ${JSON.stringify(args)};
const provider = new rainbond.Provider("console", { ...given, token: pulumi.secret(${JSON.stringify(adminToken)}) });
new rainbond.MarketApp("blog", ${JSON.stringify(demoArguments(stage.info))}, { provider });
`;
  const endpoint = stage.simulator.url;
  const project = await nativeProject(stage, "explicit", source({ endpoint }));
  const up = await project.up();
  expect([up.exitCode, up.exitCode === 0 ? "" : project.screen(up)]).toEqual([0, ""]);
  expect(JSON.stringify(await project.deployment())).not.toContain(adminToken);
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });

  await project.rewrite(nativeProgram(source({ endpoint, maxConcurrency: 4 })));
  await stage.control.forgetRequests();
  const changed = await project.up();
  expect(changed.stdout).toMatch(/^ +~ 1 updated$/m);
  expect(changed.stdout).toMatch(/^ +2 unchanged$/m);
  expect(await stage.writes()).toEqual([]);

  await project.rewrite(nativeProgram(source({ endpoint, colour: "blue" })));
  const wrong = await project.up();
  expect(wrong.exitCode).not.toBe(0);
  expect(project.screen(wrong)).toContain(
    "property colour value {blue} has a problem: isn't an argument of the provider",
  );
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
});

test("a provider whose arguments aren't known in a preview fails nothing there, also no function, and is used in the update", async () => {
  const { adminToken, regionName } = stage.info;
  const at = { teamId: stage.teamId, regionName };
  const token = `pulumi.secret(${JSON.stringify(adminToken)})`;
  const project = await nativeProject(
    stage,
    "late",
    `
const known = new rainbond.Provider("known", { token: ${token} });
const first = new rainbond.App("first", ${JSON.stringify(at)}, { provider: known });
const late = new rainbond.Provider("late", { endpoint: first.endpoint, token: first.appId.apply(() => ${token}), regionName: "rainbond" });
const second = new rainbond.App("second", { teamId: first.teamId }, { provider: late });
new rainbond.MarketApp("blog", { ...${JSON.stringify(demoArguments(stage.info))}, appId: second.appId }, { provider: late });
export const teams = pulumi.output(pulumi.runtime.invoke("rainbond:index:getTeams", {}, { provider: late })).apply((told) => told?.teams?.length);
`,
  );
  const preview = await project.pulumi(["preview"]);
  expect([preview.exitCode, preview.exitCode === 0 ? "" : project.screen(preview)]).toEqual([0, ""]);
  const up = await project.up();
  expect([up.exitCode, up.exitCode === 0 ? "" : project.screen(up)]).toEqual([0, ""]);
  expect((await project.outputs())["teams"]).toBeGreaterThan(0);
  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
});
