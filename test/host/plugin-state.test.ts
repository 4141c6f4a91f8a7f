import { startSimulator, type DemoSimulator } from "../../simulator";
import { appProvider, marketAppProvider } from "../../provider/resources/provider-text";
import { demoArguments } from "../engine/market-app-program";
import { DynamicHost } from "./dynamic-host";
import { PluginHost } from "./plugin-host";
import type { Properties, ProviderHost } from "./provider-host";

let simulator: DemoSimulator;
let plugin: PluginHost;
let dynamic: DynamicHost;

beforeAll(async () => {
  simulator = await startSimulator({ demo: true, speed: 100 });
  const { url, info } = simulator;
  const environment = {
    ...{ RAINBOND_ENDPOINT: url, RAINBOND_TOKEN: info.adminToken, RAINBOND_MARKET_ACCESS_KEY: info.storeKey },
    RAINBOND_MARKETS: `${info.storeDomain}=${info.storeUrl}`,
  };
  [plugin, dynamic] = await Promise.all([PluginHost.start(environment), DynamicHost.start(environment)]);
});

afterAll(async () => {
  await Promise.all([plugin.stop(), dynamic.stop()]);
  await simulator.close();
});

const typeOf = (host: ProviderHost): string =>
  host === plugin ? "rainbond:index:MarketApp" : "pulumi-nodejs:dynamic/rainbond:MarketApp";

/** Each with another process, whose apps it knows nothing of. */
const faces: [string, () => [ProviderHost, other: ProviderHost]][] = [
  ["the dynamic face", () => [dynamic, plugin]],
  ["the plugin", () => [plugin, dynamic]],
];

/** An app that is declared with these changes, checked. */
async function checked(host: ProviderHost, urn: string, olds: Properties, changes: Properties): Promise<Properties> {
  const news = { ...demoArguments(simulator.info), ...changes, __rbUrn: urn, __provider: marketAppProvider };
  const { __rbUrn, __provider, ...visible } = news;
  const { inputs, failures } = await host.check(olds, urn.includes("dynamic") ? news : visible, { urn });
  expect(failures).toEqual([]);
  return inputs;
}

test("a get that tells some properties, as other languages' may, reads all the others", async () => {
  const urn = `urn:pulumi:dev::shop::${typeOf(dynamic)}::owned`;
  const { id, outputs } = await dynamic.create(await checked(dynamic, urn, {}, { isDeploy: false }), { urn });
  const seen = { urn: "urn:pulumi:dev::shop::rainbond:index:MarketApp::seen" };
  const read = await plugin.read(id, { appName: "told", appId: outputs["appId"] }, seen);
  expect(read).toMatchObject({ id, outputs: { serviceIds: outputs["serviceIds"], appId: outputs["appId"] } });
});

test.each(faces)(
  "by %s a key and an adoption that are taken out of the program leave the state with the next update",
  async (_, hosts) => {
    const [host, other] = hosts();
    const urn = `urn:pulumi:dev::shop::${typeOf(other)}::first`;
    const first = await checked(other, urn, {}, { isDeploy: false });
    const { id, outputs } = await other.create(first, { urn });
    const secondUrn = `urn:pulumi:dev::shop::${typeOf(host)}::second`;
    const { appId, tenantServiceGroupId: adopt } = outputs;
    const adopting = await checked(host, secondUrn, {}, { appId, adopt, isDeploy: false });
    const adopted = await host.create(adopting, { urn: secondUrn });
    expect(adopted.outputs).toMatchObject({ adopt, marketAccessKey: expect.anything() as unknown });

    const rest = { adopt: undefined, marketAccessKey: undefined, appId, isDeploy: false };
    const silent = await checked(host, secondUrn, adopting, rest);
    const none = { isChanged: false, replaces: [] };
    // What isn't declared isn't compared: a default may serve.
    expect(await host.diff(id, adopted.outputs, silent, { urn: secondUrn })).toEqual(none);
    const without = await checked(host, secondUrn, adopting, { ...rest, skipAwait: true });
    const after = await host.update(adopted.id, adopted.outputs, without, { urn: secondUrn });
    expect([after["adopt"], after["marketAccessKey"]]).toEqual([undefined, undefined]);
    expect(JSON.stringify(after)).not.toContain(simulator.info.storeKey);
    expect(await host.diff(id, after, without, { urn: secondUrn })).toEqual(none);
  },
);

/** The order in which Pulumi replaces by `--replace` what doesn't delete first: it makes the new one, then deletes the old one. */
test.each(faces)(
  "by %s a replacement that creates first loses neither an app group nor an adopted install",
  async (_, hosts) => {
    const [host, other] = hosts();
    const appUrn = `urn:pulumi:dev::shop::${typeOf(host).replace("MarketApp", "App")}::shop`;
    const { teamId, regionName } = demoArguments(simulator.info);
    const group = { teamId, regionName, ...(host === plugin ? {} : { __rbUrn: appUrn, __provider: appProvider }) };
    const { inputs } = await host.check({}, group, { urn: appUrn });
    const old = await host.create(inputs, { urn: appUrn });
    const again = await host.create(inputs, { urn: appUrn });
    expect(again.id).toBe(old.id);
    await host.delete(old.id, old.outputs, { urn: appUrn });
    const warning: unknown = expect.stringContaining("give the resource the option deleteBeforeReplace: true");
    expect(host.said.map(({ text }) => text)).toContainEqual(warning);
    expect((await host.read(again.id, again.outputs, { urn: appUrn })).id).toBe(old.id);

    const owner = `urn:pulumi:dev::shop::${typeOf(other)}::owner`;
    const { outputs } = await other.create(await checked(other, owner, {}, { isDeploy: false }), { urn: owner });
    const { appId, tenantServiceGroupId: adopt, serviceIds } = outputs;
    const urn = `urn:pulumi:dev::shop::${typeOf(host)}::adopted`;
    const adopting = await checked(host, urn, {}, { appId, adopt, isDeploy: false });
    const first = await host.create(adopting, { urn });
    const second = await host.create(adopting, { urn });
    await host.delete(first.id, first.outputs, { urn });
    expect((await host.read(second.id, second.outputs, { urn })).outputs).toMatchObject({ appId, serviceIds });
  },
);
