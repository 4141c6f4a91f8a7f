import { Workbench } from "./workbench";

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
  await bench.control.forgetRequests();
});

afterEach(() => bench.close());

/** How often the console was asked to build, beside the install. */
async function builds(): Promise<number> {
  return (await bench.writes()).filter(({ path }) => path.endsWith("/operations")).length;
}

describe("builds that the cluster refuses while the console answers the install with success", () => {
  it("are asked for again, once, while the app is waited for", async () => {
    await bench.tenant.fail("region.batchOperation");
    expect(await bench.create()).toMatchObject({ health: "ready", drift: [] });
    expect(await builds()).toBe(1);
  });

  it("are asked for again also where nobody waits for the app", async () => {
    await bench.tenant.fail("region.batchOperation");
    const state = await bench.create({ skipAwait: true });
    expect(await builds()).toBe(1);
    await bench.tenant.clock({ advance: 60 });
    expect((await bench.services(state.appId)).map(({ status }) => status)).toEqual(["running", "running"]);
  });

  it("are asked for three times at most by a console that crashes over it", async () => {
    const match = { method: "POST", path: "/openapi/*/operations" };
    await bench.control.setFaults([
      { point: "region.batchOperation", times: 1, response: { status: 500, body: { msg: "boom" } } },
      { point: "console", match, times: 2, effect: "respond", response: { status: 500, body: "" } },
    ]);
    expect(await bench.create()).toMatchObject({ health: "ready" });
    expect(await builds()).toBe(3);
  });
});

it("builds that are under way, or were never wanted, aren't asked for", async () => {
  await bench.create();
  await bench.create(
    { isDeploy: false, appName: "other", __rbUrn: "urn:pulumi:dev::p::t::other" },
    bench.surroundings({ urn: "urn:pulumi:dev::p::t::other" }),
  );
  expect(await builds()).toBe(0);
});
