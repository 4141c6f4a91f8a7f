import { z } from "zod";
import { startSimulator, type Simulator } from "../../simulator";
import { marketAppProvider } from "../../provider/resources/provider-text";
import { SimulatorControl } from "../../simulator";
import { DynamicHost } from "./dynamic-host";
import { CallFailure, type Properties } from "./provider-host";

const urn = "urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::blog";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

let simulator: Simulator;
let control: SimulatorControl;
let host: DynamicHost;
let declared: Properties;

beforeAll(async () => {
  simulator = await startSimulator({ demo: true, speed: 100 });
  control = new SimulatorControl(simulator.url);
  const { info } = simulator;
  host = await DynamicHost.start(
    { RAINBOND_ENDPOINT: simulator.url, RAINBOND_TOKEN: info.adminToken },
    { "rainbond:teamId": info.teamId ?? "", "rainbond:regionName": info.regionName },
  );
  declared = {
    marketUrl: info.storeUrl,
    marketDomain: info.storeDomain,
    marketAccessKey: info.storeKey,
    appModelId: info.appModelId,
    appModelVersion: "1.0",
    __rbUrn: urn,
    __provider: marketAppProvider,
  };
});

afterAll(async () => {
  await host.stop();
  await simulator.close();
});

/** Jest's matchers are typed `any`; these two aren't. */
const containing = (text: string): unknown => expect.stringContaining(text);
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const serviceIds = z.array(z.string());

async function writesSince(forgotten: Promise<void>, work: () => Promise<unknown>): Promise<string[]> {
  await forgotten;
  await work();
  const asked = await control.requests();
  return asked.filter((request) => request.method !== "GET").map((request) => `${request.method} ${request.path}`);
}

describe("check", () => {
  it("fills in team and region from the configuration, defaults, and a name for the app group", async () => {
    const { inputs, failures } = await host.check({}, declared);
    expect(failures).toEqual([]);
    expect(inputs).toEqual({
      ...declared,
      teamId: simulator.info.teamId,
      regionName: simulator.info.regionName,
      appName: matching(/^blog-[0-9a-f]{6}$/),
      marketType: "rainstore",
      isDeploy: true,
      skipAwait: false,
      driftPolicy: {
        missing: "detect",
        version: "detect",
        settings: "detect",
        stopped: "detect",
        unhealthy: "warn",
        extra: "warn",
      },
    });
  });

  it("keeps the name of the app group when the resource is renamed", async () => {
    const { inputs } = await host.check({ appName: "kept" }, { ...declared, __rbUrn: `${urn}2` });
    expect(inputs["appName"]).toBe("kept");
  });

  it("reports everything that is wrong at once, one failure a property", async () => {
    const bad = { ...declared, teamId: "my-team", appId: "7", marketUrl: "store", isDeploy: "yes", apModelId: "x" };
    const { failures } = await host.check({}, { ...bad, appModelVersion: undefined });
    expect(Object.fromEntries(failures)).toEqual({
      teamId: containing("32 hex digits"),
      appId: containing("must be a number"),
      marketUrl: containing("must be a URL"),
      isDeploy: containing("true or false"),
      "": "appModelVersion is missing: declare it",
      apModelId: "isn't an input of MarketApp",
    });
  });

  it("names every way to give a team and a region that are missing, not the value that Pulumi would print", async () => {
    const bare = await DynamicHost.start({
      RAINBOND_ENDPOINT: simulator.url,
      RAINBOND_TOKEN: simulator.info.adminToken,
    });
    try {
      for (const news of [declared, { ...declared, teamId: null, regionName: "" }]) {
        const { failures } = await bare.check({}, news);
        expect(failures).toEqual([
          [
            "",
            matching(
              /^teamId is missing: declare it, run pulumi config set rainbond:teamId <.*>, .*Provider its teamId$/,
            ),
          ],
          ["", matching(/^regionName is missing: .*pulumi config set rainbond:regionName <.*Provider its regionName$/)],
        ]);
      }
    } finally {
      await bare.stop();
    }
  });

  it("takes nulls, empty texts and adopt: false for left out", async () => {
    const nothing = { appId: null, appName: "", marketType: null, isDeploy: null, skipAwait: null, adopt: false };
    const news = {
      ...declared,
      ...nothing,
      teamId: null,
      regionName: "",
      driftPolicy: { extra: null, missing: "warn" },
    };
    const { inputs, failures } = await host.check({}, { ...news, marketAccessKey: "" });
    expect(failures).toEqual([]);
    const { inputs: plain } = await host.check({}, { ...declared, driftPolicy: { missing: "warn" } });
    expect(inputs).toEqual({ ...plain, marketAccessKey: undefined });
    expect(inputs["appName"]).toMatch(/^blog-/);
    const { failures: lacks } = await host.check({}, { ...declared, appModelId: null, appModelVersion: "" });
    expect(lacks).toEqual([
      ["", "appModelId is missing: declare it"],
      ["", "appModelVersion is missing: declare it"],
    ]);
    const { failures: unknown } = await host.check({}, { ...declared, appModelversion: "" });
    expect(unknown).toEqual([["appModelversion", "isn't an input of MarketApp"]]);
  });

  it("says that a number wants quotes where a text is meant, and shows none that is a secret", async () => {
    const numbers = { appModelVersion: 1.1, regionName: 7, marketAccessKey: 8_812_345 };
    const { failures } = await host.check({}, { ...declared, ...numbers });
    expect(failures).toEqual([
      ["regionName", "must be a text: got the number 7; quote it"],
      ["appModelVersion", "must be a text: got the number 1.1; quote it"],
      ["", "marketAccessKey must be a text: quote it"],
    ]);
  });

  it("names a wrong market key in the text and not as the property, whose value Pulumi would print", async () => {
    const { failures } = await host.check({}, { ...declared, marketAccessKey: " spaced " });
    expect(failures).toEqual([["", expect.stringMatching(/^marketAccessKey must not begin or end with white space/)]]);
  });

  it("judges nothing that isn't known yet, and passes it on", async () => {
    const news = { ...declared, teamId: unknownValue, appModelVersion: unknownValue };
    const { inputs, failures } = await host.check({}, news);
    expect(failures).toEqual([]);
    expect(inputs["appModelVersion"]).toBe(unknownValue);
  });

  it("refuses a name for an app group that the resource doesn't make", async () => {
    const { failures } = await host.check({}, { ...declared, appId: 7, appName: "mine" });
    expect(failures).toEqual([["appName", containing("leave one of the two out")]]);
  });

  it("says all ways to give a missing address and token, for a new resource only", async () => {
    const bare = await DynamicHost.start({}, { "rainbond:teamId": "0".repeat(32), "rainbond:regionName": "r" });
    try {
      const { failures } = await bare.check({}, declared);
      expect(failures.map(([property]) => property)).toEqual(["", ""]);
      expect(failures.map(([, reason]) => reason).join()).toMatch(
        /RAINBOND_ENDPOINT.*rainbond:endpoint.*RAINBOND_TOKEN_FILE.*rainbond:token/s,
      );
      expect((await bare.check({ appName: "kept" }, declared)).failures).toEqual([]);
    } finally {
      await bare.stop();
    }
  });
});

describe("an app from its creation to its end", () => {
  let inputs: Properties;
  let id: string;
  let outputs: Properties;

  it("is created once, with its parts as outputs, and says on its row what it is doing", async () => {
    ({ inputs } = await host.check({}, declared));
    ({ id, outputs } = await host.create(inputs));
    expect(id).toBe(`${simulator.info.teamId ?? ""}/${simulator.info.regionName}/${String(outputs["appId"])}`);
    expect(outputs).toMatchObject({ ...inputs, health: "ready", drift: [], ownsApp: true, endpoint: simulator.url });
    expect(outputs["serviceIds"]).toHaveLength(2);
    const rows = host.said.filter((line) => line.urn === urn);
    expect(rows[0]?.text).toBe("making the app group, 0 s");
    expect(rows.at(-1)).toEqual({ urn, text: matching(/^2\/2 running, \d+ s$/), isEphemeral: true });
    const names = ["blog", "Web", "Database", String(outputs["appModelId"])];
    for (const { text } of rows) expect(names.filter((name) => text.includes(name))).toEqual([]);
  });

  it("has nothing to do right after its creation, nor after a read", async () => {
    expect(await host.diff(id, outputs, inputs)).toEqual({ isChanged: false, replaces: [] });
    const seen = await host.read(id, outputs);
    expect(seen).toEqual({ id, outputs: { ...outputs, __rbNamesakes: [] }, inputs });
  });

  it("is updated without a call where inputs are only recorded", async () => {
    const moved = { ...inputs, marketUrl: "http://moved.example", skipAwait: true };
    expect((await host.diff(id, outputs, moved)).isChanged).toBe(true);
    const writes = await writesSince(control.forgetRequests(), async () => {
      expect(await host.update(id, outputs, moved)).toMatchObject({
        marketUrl: "http://moved.example",
        skipAwait: true,
      });
      expect(await control.requests()).toEqual([]);
    });
    expect(writes).toEqual([]);
  });

  it("shows what somebody changed, under the names of the inputs and in words on its row", async () => {
    const [serviceId] = serviceIds.parse(outputs["serviceIds"]);
    await control.changeComponent(String(serviceId), { image: "nginx:byhand", version: "byhand" });
    const later = await DynamicHost.start({
      RAINBOND_ENDPOINT: simulator.url,
      RAINBOND_TOKEN: simulator.info.adminToken,
    });
    const seen = await later.read(id, outputs);
    expect((await later.diff(id, seen.outputs, inputs)).isChanged).toBe(true);
    const said = [...later.said];
    await later.stop();
    expect(said.map((line) => line.text)).toContainEqual(
      expect.stringMatching(/^blog: drift \(version\).*"nginx:byhand"$/),
    );
    outputs = await host.update(id, seen.outputs, inputs);
    expect(outputs["drift"]).toEqual([]);
    expect(await host.diff(id, outputs, inputs)).toEqual({ isChanged: false, replaces: [] });
  });

  it("isn't taken for gone whatever failure the console answers", async () => {
    const fault = {
      point: "console",
      match: { method: "GET", path: "/openapi/v1/teams/*/services" },
      effect: "respond",
    } as const;
    const other = await DynamicHost.start({
      RAINBOND_ENDPOINT: simulator.url,
      RAINBOND_TOKEN: simulator.info.adminToken,
    });
    try {
      for (const status of [401, 403, 409, 500, 502]) {
        const response = { status, body: { code: status, msg: "no", msg_show: "不" } };
        await control.setFaults([{ ...fault, times: 5, response }]);
        await expect(other.read(id, outputs)).rejects.toThrow(new RegExp(`${status} "no`));
      }
    } finally {
      await control.setFaults([]);
      await other.stop();
    }
  });

  it("is removed with its app group, and removing it again is no failure", async () => {
    await host.delete(id, outputs);
    expect((await host.read(id, outputs)).id).toBe("");
    await host.delete(id, outputs);
  });
});

describe("an app whose component doesn't start", () => {
  it("is kept as unfinished, by id, with its provider and the reason, and goes on from there", async () => {
    const { inputs } = await host.check({}, { ...declared, __rbUrn: `${urn}-sick`, __rbTimeouts: { create: "3s" } });
    const created = host.create(inputs);
    created.catch(() => undefined);
    const sick = await firstComponent();
    await control.changeComponent(sick, { status: "abnormal" });
    const failure: unknown = await created.catch((thrown: unknown) => thrown);
    if (!(failure instanceof CallFailure) || !failure.unfinished) throw new Error("creation was to fail as unfinished");
    const { id, properties, reasons } = failure.unfinished;
    expect(reasons).toEqual([expect.stringMatching(/component (Web|Database) \(gr[0-9a-f]{6}\) is "abnormal"/)]);
    expect(properties["__provider"]).toBe(marketAppProvider);
    expect((await host.diff(id, properties, inputs)).isChanged).toBe(true);

    await control.changeComponent(sick, { status: null });
    const writes = await writesSince(control.forgetRequests(), async () => {
      const outputs = await host.update(id, properties, inputs);
      expect(outputs).toMatchObject({ health: "ready", serviceIds: properties["serviceIds"] });
      expect((await host.diff(id, outputs, inputs)).isChanged).toBe(false);
    });
    expect(writes.filter((write) => write.endsWith("/install"))).toEqual([]);
    await host.delete(id, properties);
  });

  /** Waits for the first component of any app to exist, as seen by the console. */
  async function firstComponent(): Promise<string> {
    for (;;) {
      const [app] = z.array(z.object({ ID: z.number() })).parse(await ask("/apps"));
      const services = app ? await ask(`/apps/${app.ID}/services`) : [];
      const [first] = z.array(z.object({ service_id: z.string() })).safeParse(services).data ?? [];
      if (first) return first.service_id;
    }
  }

  async function ask(path: string): Promise<unknown> {
    const { info, url } = simulator;
    const team = `${url}/openapi/v1/teams/${info.teamId ?? ""}/regions/${info.regionName}`;
    return (await fetch(team + path, { headers: { authorization: info.adminToken } })).json();
  }
});
