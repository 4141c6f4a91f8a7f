import type { Applied } from "../../../provider/model";
import { describeFinding, findDrift, observedVersion, type Observed } from "../../../provider/lifecycle/drift";
import { sampleComponent, sampleState } from "./sample";

const left = sampleState.__rbApplied;
if (!left) throw new Error("the sample has a successful operation behind it");
const applied: Applied = left;
const web = sampleComponent("web", "Web");
const db = sampleComponent("db", "DB");
const observed = (changes: Partial<Observed>): Observed => ({
  components: [web, db],
  versions: null,
  underWay: new Set(),
  ...changes,
});

describe("findDrift", () => {
  it("finds nothing where the server is as it was left", () => {
    expect(findDrift(applied, observed({}))).toEqual([]);
  });

  it("finds an image and a version that somebody changed, with what was and what is", () => {
    const changed = { ...web, image: "nginx:byhand", version: "byhand" };
    const found = findDrift(applied, observed({ components: [changed, db] }));
    expect(found.map(describeFinding)).toEqual([
      'component Web: image "registry.example/web:1.0" => "nginx:byhand"',
      'component Web: version "1.0" => "byhand"',
    ]);
    expect(found.map((finding) => finding.category)).toEqual(["version", "version"]);
  });

  it("finds one deletion for a deleted component, and says nothing of its image", () => {
    const found = findDrift(applied, observed({ components: [web] }));
    expect(found).toHaveLength(1);
    expect(found.map(describeFinding)).toEqual(["component DB was deleted"]);
  });

  it.each(["closed", "undeploy", "paused"])("finds a component that is %s although it was deployed", (status) => {
    const found = findDrift(applied, observed({ components: [web, { ...db, status }] }));
    expect(found.map(describeFinding)).toEqual([`component DB: status "running" => "${status}"`]);
  });

  it("finds no stopped component where it was never deployed, or where a build of it is under way", () => {
    const components = [web, { ...db, status: "closed" }];
    expect(findDrift({ ...applied, isDeploy: false }, observed({ components }))).toEqual([]);
    expect(findDrift(applied, observed({ components, underWay: new Set([db.serviceId]) }))).toEqual([]);
  });

  it.each([null, "waiting", "abnormal", "unknow", "upgrade"])("finds nothing in the status %s", (status) => {
    expect(findDrift(applied, observed({ components: [web, { ...db, status }] }))).toEqual([]);
  });
});

describe("observedVersion", () => {
  it("is what was applied as long as no component has moved, or nobody could say", () => {
    expect(observedVersion(applied, null)).toBe("1.0");
    expect(observedVersion(applied, [{ serviceId: "web-id", version: "1.0" }])).toBe("1.0");
    expect(observedVersion(applied, [{ serviceId: "web-id", version: null }])).toBe("1.0");
  });

  it("is the version that a component has moved to", () => {
    expect(
      observedVersion(applied, [
        { serviceId: "web-id", version: "1.1" },
        { serviceId: "db-id", version: "1.0" },
      ]),
    ).toBe("1.1");
  });

  it("doesn't take a component for moved that stayed at an older version when the last upgrade was applied", () => {
    const mixed: Applied = {
      ...applied,
      appModelVersion: "1.1",
      components: applied.components.map((one) => (one.serviceKey === "web" ? { ...one, modelVersion: "1.1" } : one)),
    };
    expect(
      observedVersion(mixed, [
        { serviceId: "web-id", version: "1.1" },
        { serviceId: "db-id", version: "1.0" },
      ]),
    ).toBe("1.1");
  });
});
