import { Estate, type AppInEstate, type Reached } from "./estate";

let estate: Estate;

beforeAll(async () => {
  estate = await Estate.open();
});

afterAll(() => estate.close());

/** One list of components and one of addresses a group, one of inner ports a team. */
const callsOfOneRefresh = 4 + 4 + 2;

async function expectRefreshToBeRightAndCheap(): Promise<Reached[]> {
  const asked = await estate.refresh();
  expect(asked.map(({ method }) => method)).toEqual(Array(callsOfOneRefresh).fill("GET"));
  expect(estate.shown()).toEqual(await estate.actual());
  return estate.shown();
}

function appAt(index: number): AppInEstate {
  const app = estate.apps[index];
  if (!app) throw new Error(`there is no app ${index}`);
  return app;
}

/** The component of the app that the console calls so, with this many inner endpoints. */
function partOf(app: AppInEstate, cname: string, endpoints: number): AppInEstate["components"][number] {
  const found = app.components.find((one) => one.serviceCname === cname && one.innerEndpoints.length === endpoints);
  if (!found) throw new Error(`there is no ${cname}`);
  return found;
}

describe("a refresh of twenty apps in four groups of two teams", () => {
  it("shows what the install left, in ten calls, and the same again when nothing has changed", async () => {
    const installed = estate.shown();
    expect(installed).toHaveLength(80);
    expect(installed.flatMap(({ innerEndpoints }) => innerEndpoints)).toHaveLength(80);
    expect(installed.flatMap(({ accessUrls }) => accessUrls)).toHaveLength(40);
    expect(await expectRefreshToBeRightAndCheap()).toEqual(installed);
  });

  it("shows other display names, also where they make two components namesakes", async () => {
    await estate.control.changeComponent(partOf(appAt(0), "数据库", 1).serviceId, { cname: "Web" });
    await estate.control.changeComponent(partOf(appAt(7), "Web", 1).serviceId, { cname: "前端" });
    await expectRefreshToBeRightAndCheap();
  });

  it("shows another host name, although namesakes stand beside it", async () => {
    const web = partOf(appAt(1), "Web", 2);
    const names = { port_alias: "P8080", k8s_service_name: "my-web" };
    await estate.changePort(appAt(1), web.serviceId, 8080, { action: "change_port_alias", ...names });
    const shown = await expectRefreshToBeRightAndCheap();
    const after = shown.find(({ serviceId }) => serviceId === web.serviceId);
    expect(after?.innerEndpoints).toEqual(["my-web:8080", "my-web:9090"]);
  });

  it("shows closed ports no more, and no rule that a closed port left behind", async () => {
    const web = partOf(appAt(2), "Web", 2);
    await estate.changePort(appAt(2), web.serviceId, 9090, { action: "close_inner" });
    await estate.changePort(appAt(2), partOf(appAt(2), "数据库", 1).serviceId, 5432, { action: "close_inner" });
    await estate.changePort(appAt(2), web.serviceId, 8080, { action: "close_outer" });
    const shown = await expectRefreshToBeRightAndCheap();
    const after = shown.find(({ serviceId }) => serviceId === web.serviceId);
    expect(after).toMatchObject({ accessUrls: [], innerEndpoints: [expect.stringMatching(/:8080$/)] });
    expect(await estate.rulesOf(appAt(2), web.serviceId)).toHaveLength(1);
  });

  it("shows a deleted rule no more, a new one behind the older, and where another protocol is reached", async () => {
    const app = appAt(3);
    const web = partOf(app, "Web", 2);
    const database = partOf(app, "数据库", 1);
    const path = `/teams/${app.teamId}/regions/${app.regionName}/apps/${app.appId}/httpdomains`;
    const rule = { service_id: web.serviceId, container_port: 8080, domain_name: "a.example.com" };
    await estate.ask("POST", path, { ...rule, domain_path: "/shop" });
    await estate.ask("POST", path, { ...rule, domain_path: "/shop", domain_name: "b.example.com" });
    await estate.ask("POST", path, { ...rule, domain_path: "/", domain_cookie: "beta" });
    const [first] = await estate.rulesOf(app, web.serviceId);
    await estate.ask("DELETE", `${path}/${first?.http_rule_id ?? ""}`);
    await estate.changePort(app, database.serviceId, 5432, { action: "open_outer" });
    const shown = await expectRefreshToBeRightAndCheap();
    expect(shown.find(({ serviceId }) => serviceId === web.serviceId)?.accessUrls).toEqual([
      "http://a.example.com/shop",
      "http://b.example.com/shop",
      "http://a.example.com",
    ]);
    expect(shown.find(({ serviceId }) => serviceId === database.serviceId)?.accessUrls).toEqual([
      expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    ]);
  });

  it("asks the components themselves, once, where an open port could be any namesake's", async () => {
    const idle = appAt(4).components.find((one) => one.serviceCname === "Web" && one.innerEndpoints.length === 0);
    if (!idle) throw new Error("every Web has a port");
    const { teamId, regionName, appId } = appAt(4);
    const ports = `/teams/${teamId}/regions/${regionName}/apps/${appId}/services/${idle.serviceId}/ports`;
    await estate.ask("POST", ports, { port: 7070, protocol: "http", is_inner_service: true });
    expect((await estate.refresh()).length).toBeGreaterThan(callsOfOneRefresh);
    expect(estate.shown()).toEqual(await estate.actual());
    await expectRefreshToBeRightAndCheap();
  });
});
