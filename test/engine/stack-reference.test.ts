import { z } from "zod";
import { Stage } from "./stage";

const outputsSchema = z.looseObject({
  appId: z.number(),
  serviceIds: z.array(z.string()),
  components: z.array(z.looseObject({ serviceCname: z.string(), serviceId: z.string() })),
});

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => stage.close());

test("the second example uses what the first one exports, by a stack reference", async () => {
  const { info } = stage;
  const app = await stage.engine.example("market-app");
  await app.init("dev", {
    "rainbond:teamId": stage.teamId,
    "rainbond:regionName": info.regionName,
    "market-app:marketUrl": info.storeUrl,
    "market-app:marketDomain": info.storeDomain,
    "market-app:marketAccessKey": info.storeKey,
    "market-app:appModelId": info.appModelId,
    "market-app:appModelVersion": "1.0",
  });
  expect(await app.up()).toMatchObject({ exitCode: 0 });
  const outputs = outputsSchema.parse(await app.outputs());

  const user = await stage.engine.example("stack-reference");
  await user.init("dev");
  expect(await user.up()).toMatchObject({ exitCode: 0 });
  const web = outputs.components.find((one) => one.serviceCname === "Web");
  const { url, ...others } = await user.outputs();
  expect(url).toMatch(/^http:\/\/gr[0-9a-f]{6}-8080-.*\.apps\.example\.com$/);
  expect(others).toEqual({
    blogAppId: outputs.appId,
    blogServiceIds: outputs.serviceIds,
    serviceId: web?.serviceId,
    innerEndpoint: "guestbook-web:8080",
  });
  expect(await user.destroy()).toMatchObject({ exitCode: 0 });
  expect(await app.destroy()).toMatchObject({ exitCode: 0 });
  expect(await stage.server()).toEqual([]);
});
