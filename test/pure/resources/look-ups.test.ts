import * as pulumi from "@pulumi/pulumi";
import { getMarketApp, getMarketAppOutput, getMarketApps, getMarketAppsOutput } from "../../../provider";

const market = { marketUrl: "http://store.example", marketDomain: "rainbond" };
const app = { ...market, appModelId: "model" };
const asked: pulumi.runtime.MockCallArgs[] = [];

const mocks: pulumi.runtime.Mocks = {
  newResource: ({ name }: { name: string }) => ({ id: name, state: {} }),
  call: (args: pulumi.runtime.MockCallArgs) => {
    asked.push(args);
    return args.token.endsWith("Apps") ? { apps: [], total: 0 } : { latest: "7.0", latestMatching: "7.0" };
  },
};

/** The value of an output, and whether it is known and secret. */
async function stateOf(output: pulumi.Output<unknown>) {
  const isKnown: unknown = await Reflect.get(output, "isKnown");
  const isSecret = await pulumi.isSecret(output);
  const value = await new Promise<unknown>((resolve) => {
    if (isKnown !== true) resolve(undefined);
    else output.apply(resolve);
  });
  return { isKnown, isSecret, value };
}

beforeEach(() => {
  asked.length = 0;
});

describe("in a unit test, a look-up", () => {
  beforeAll(() => pulumi.runtime.setMocks(mocks, "project", "stack", false));

  it("is answered by the mocks, under a token of its own", async () => {
    expect((await getMarketApp({ ...app, range: "^7" })).latestMatching).toBe("7.0");
    expect((await getMarketApps({ ...market, search: "blog" })).total).toBe(0);
    expect(asked.map(({ token, inputs }) => [token, inputs as unknown])).toEqual([
      ["rainbond:index:getMarketApp", { ...app, range: "^7" }],
      ["rainbond:index:getMarketApps", { ...market, search: "blog" }],
    ]);
  });

  it("of outputs is answered once they are known, and is no secret where only the key is one", async () => {
    const marketAccessKey = pulumi.secret("a-key");
    const found = getMarketAppOutput({ ...app, marketAccessKey, appModelId: pulumi.output("model") });
    expect(await stateOf(found)).toEqual({
      isKnown: true,
      isSecret: false,
      value: { latest: "7.0", latestMatching: "7.0" },
    });
    expect(asked[0]?.inputs).toMatchObject({ marketAccessKey: "a-key", appModelId: "model" });
    const hidden = getMarketAppOutput({ ...app, appModelId: pulumi.secret("model") });
    expect((await stateOf(hidden)).isSecret).toBe(true);
    expect((await stateOf(getMarketAppsOutput({ ...market, marketAccessKey }))).isSecret).toBe(false);
  });
});

describe("in a preview, a look-up", () => {
  beforeAll(() => pulumi.runtime.setMocks(mocks, "project", "stack", true));

  it("of what isn't known yet asks nobody and isn't known either", async () => {
    const unknown = pulumi.output(pulumi.unknown).apply(() => "never");
    for (const found of [
      getMarketAppOutput({ ...app, appModelId: unknown }),
      getMarketAppOutput({ ...app, marketAccessKey: pulumi.secret(unknown) }),
      getMarketAppsOutput({ ...market, search: unknown }),
    ]) {
      expect((await stateOf(found)).isKnown).toBe(false);
    }
    expect(asked).toEqual([]);
  });
});
