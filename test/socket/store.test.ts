import { storeReader } from "../../provider/store";
import { startSimulator, type Simulator } from "../../simulator";
import { SimulatorControl } from "../../tools/simulator-control";
import { ScriptedServer } from "./scripted-server";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ demo: true });
});

afterAll(async () => {
  await simulator.close();
});

function market(accessKey: string | null = simulator.info.storeKey) {
  return { url: simulator.storeUrl, domain: simulator.info.storeDomain, accessKey };
}

describe("the store reader", () => {
  it("finds the components of a version, with the images that they get", async () => {
    const answer = await storeReader().lookUp(market(), simulator.info.appModelId, "1.0");
    if (answer.outcome !== "found") throw new Error(answer.outcome);
    expect(answer.components.map((one) => [one.serviceCname, one.image])).toEqual([
      ["Web", "registry.example/guestbook/web:1.0"],
      ["Database", "registry.example/guestbook/db:1.0"],
    ]);
  });

  it("tells a refused key, an unknown app and an unknown version, with the versions that there are", async () => {
    const reader = storeReader();
    const { appModelId } = simulator.info;
    const apps = `GET ${simulator.info.storeUrl}/app-server/openapi/apps`;
    expect(await reader.lookUp(market("wrong"), appModelId, "1.0")).toEqual({
      outcome: "keyRefused",
      refusal: `${apps}/${appModelId}: 401 "token invalid"`,
    });
    expect(await reader.lookUp(market(), "nothing", "1.0")).toEqual({
      outcome: "modelMissing",
      refusal: `${apps}/nothing: 404 "app not found"`,
    });
    expect(await reader.lookUp(market(), appModelId, "9")).toEqual({
      outcome: "versionMissing",
      refusal: `${apps}/${appModelId}/versions/9: 404 "version not found"`,
      available: ["1.1", "1.0"],
    });
  });

  it("says so where a refusal has no words, as that of a proxy in front of the store", async () => {
    const proxy = await ScriptedServer.start([{ status: 403, body: "<html>" }]);
    const at = { url: `${proxy.url}/`, domain: "d", accessKey: "k" };
    expect(await storeReader().lookUp(at, "model", "1")).toEqual({
      outcome: "keyRefused",
      refusal: `GET ${proxy.url}/app-server/openapi/apps/model: 403 "no words"`,
    });
    await proxy.stop();
  });

  it("asks once for many that want the same at the same time", async () => {
    const control = new SimulatorControl(simulator.url);
    await control.forgetRequests();
    const reader = storeReader();
    const looks = Array.from({ length: 20 }, () => reader.lookUp(market(), simulator.info.appModelId, "1.0"));
    expect(new Set((await Promise.all(looks)).map((answer) => answer.outcome))).toEqual(new Set(["found"]));
    expect((await control.requests()).filter((request) => request.path.startsWith("/store"))).toHaveLength(2);
  });

  it("takes a store that can't be reached or talks nonsense for silent, and asks it again the next time", async () => {
    const nonsense = await ScriptedServer.start([{ status: 200, body: "<html>" }, { status: 500 }, null]);
    const reader = storeReader();
    const at = { url: nonsense.url, domain: "d", accessKey: null };
    for (let turn = 0; turn < 3; turn++) {
      expect((await reader.lookUp(at, "model", "1")).outcome).toBe("silent");
    }
    expect(nonsense.asked).toHaveLength(3);
    await nonsense.stop();
    expect((await reader.lookUp(at, "model", "1")).outcome).toBe("silent");
  });
});
