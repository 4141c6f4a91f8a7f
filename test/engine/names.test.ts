import { z } from "zod";
import { demoArguments } from "./market-app-program";
import { Stage } from "./stage";

const names = [
  "blog",
  "Blog",
  "BLOG",
  "my.blog",
  "my-blog",
  "my_blog",
  "my blog!",
  "博客",
  "论坛",
  "long".repeat(50),
  `${"long".repeat(49)}lonG`,
];

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => stage.close());

test("resources with names that are hard to tell apart install side by side and go again, twice in a row", async () => {
  const args = { ...demoArguments(stage.info), isDeploy: false };
  const project = await stage.engine.program(
    "names",
    `
import * as rainbond from "pulumi-rainbond";
const { MarketApp } = rainbond;
export const appIds = ${JSON.stringify(names)}.map((name) => new MarketApp(name, ${JSON.stringify(args)}).appId);
`,
  );
  await project.init("dev");
  for (let round = 0; round < 2; round++) {
    const up = await project.up();
    expect([up.exitCode, up.exitCode === 0 ? "" : project.screen(up)]).toEqual([0, ""]);
    const { appIds } = z.object({ appIds: z.array(z.number()) }).parse(await project.outputs());
    const server = await stage.server();
    expect(server.map(({ group }) => group.ID).sort()).toEqual([...appIds].sort());
    expect(new Set(server.map(({ group }) => group.k8s_app.toLowerCase())).size).toBe(names.length);
    expect(server.map(({ components }) => components.length)).toEqual(names.map(() => 2));
    expect(await project.destroy()).toMatchObject({ exitCode: 0 });
    expect(await stage.server()).toEqual([]);
  }
});
