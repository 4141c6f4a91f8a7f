import { visit } from "../../tools/visit";
import type { Project } from "./engine";
import { storedApp } from "./installed-app";
import { Stage } from "./stage";

const password = "open-sesame-of-the-guestbook";

let stage: Stage;
let project: Project;

beforeAll(async () => {
  stage = await Stage.open();
  const { info, teamId } = stage;
  project = await stage.engine.example("configured");
  await project.init("dev", {
    "rainbond:teamId": teamId,
    "rainbond:regionName": info.regionName,
    marketUrl: info.storeUrl,
    marketDomain: info.storeDomain,
    appModelId: info.appModelId,
    appModelVersion: "1.0",
    title: "My guestbook",
    domain: "guestbook.example",
  });
  for (const [key, value] of Object.entries({ marketAccessKey: info.storeKey, password }))
    await project.pulumi(["config", "set", "--secret", key, value]);
});

afterAll(() => stage.close());

test("the example comes up under a domain of its own, its components run with what is declared, and nothing is left of it", async () => {
  expect(await project.up()).toMatchObject({ exitCode: 0 });
  const { outputs } = await storedApp(project);
  expect(outputs).toMatchObject({ health: "ready", drift: [] });

  const { urls } = await project.outputs();
  const url = Array.isArray(urls) ? urls.map(String).find((one) => one.includes("guestbook.example")) : undefined;
  expect(await visit(url ?? "", stage.simulator.url)).toEqual({
    status: 200,
    text: expect.stringMatching(/^Web .* answers GET \//) as unknown,
  });

  const [database, web] = await stage.components(outputs.appId);
  expect(web).toMatchObject({ min_memory: 512, min_node: 2 });
  expect(await stage.control.podEnvs(web?.service_id ?? "")).toMatchObject({ TITLE: "My guestbook" });
  expect(await stage.control.podEnvs(database?.service_id ?? "")).toMatchObject({ DB_PASSWORD: password });
  expect(await project.driftPreview()).toMatchObject({ exitCode: 0 });

  expect(await project.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
  expect((await visit(url ?? "", stage.simulator.url)).status).toBe(404);
});
