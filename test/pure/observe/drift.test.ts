import type { ComponentEvent } from "../../../provider/console";
import type { Applied, DriftPolicy, Finding } from "../../../provider/model";
import {
  describeFinding,
  findDrift,
  hasChange,
  observedVersion,
  remarksOn,
  vanished,
  type Observed,
} from "../../../provider/observe/drift";
import { sampleComponent, sampleState } from "../lifecycle/sample";

const left = sampleState.__rbApplied;
if (!left) throw new Error("the sample has a successful operation behind it");
const applied: Applied = left;
const web = sampleComponent("web", "Web");
const db = sampleComponent("db", "DB");
const observed = (changes: Partial<Observed>): Observed => ({
  components: [web, db],
  strangers: [],
  versions: null,
  places: new Map(),
  events: new Map(),
  ...changes,
});
const event = (action: string, status: string): ComponentEvent => ({
  eventId: action,
  action,
  status,
  message: "the server's words",
  isFinished: status !== "",
});
const words = (changes: Partial<Observed>): string[] => findDrift(applied, observed(changes)).map(describeFinding);

describe("findDrift", () => {
  it("finds nothing where the server is as it was left", () => {
    expect(findDrift(applied, observed({}))).toEqual([]);
  });

  it("finds an image and a version that changed together once, with the image that was and that is", () => {
    const changed = { ...web, image: "nginx:byhand", version: "byhand" };
    expect(words({ components: [changed, db] })).toEqual([
      'component Web: image "registry.example/web:1.0" => "nginx:byhand"',
    ]);
    expect(words({ components: [{ ...web, version: "byhand" }, db] })).toEqual([
      'component Web: version "1.0" => "byhand"',
    ]);
  });

  it("finds one other version of the app where its components were upgraded, and beside it what that doesn't explain", () => {
    const components = [
      { ...web, image: "registry.example/web:1.1", version: "1.1" },
      { ...db, image: "byhand:1", version: "1" },
    ];
    const versions = [
      { serviceId: "web-id", version: "1.1" },
      { serviceId: "db-id", version: "1.0" },
    ];
    expect(words({ components, versions })).toEqual([
      'the app: appModelVersion "1.0" => "1.1"',
      'component DB: image "registry.example/db:1.0" => "byhand:1"',
    ]);
  });

  it("finds the image of a component that was brought to the app's version, which it hadn't had", () => {
    const mixed: Applied = { ...applied, appModelVersion: "1.1" };
    const components = [{ ...web, image: "registry.example/web:1.1" }, db];
    const found = findDrift(mixed, observed({ components, versions: [{ serviceId: "web-id", version: "1.1" }] }));
    expect(found.map(({ property }) => property)).toEqual(["image"]);
  });

  it("finds one deletion for a deleted component, and says nothing of its image", () => {
    expect(words({ components: [web] })).toEqual(["component DB is gone"]);
  });

  it.each(["closed", "undeploy", "paused"])("finds a component that is %s although it was deployed", (status) => {
    expect(words({ components: [web, { ...db, status }] })).toEqual([`component DB: status "running" => "${status}"`]);
  });

  it("finds no stopped component where it was never deployed, or where a build of it is under way", () => {
    const components = [web, { ...db, status: "closed" }];
    expect(findDrift({ ...applied, isDeploy: false }, observed({ components }))).toEqual([]);
    expect(words({ components, events: new Map([[db.serviceId, [event("build-service", "")]]]) })).toEqual([]);
  });

  it.each(["abnormal", "some_abnormal"])(
    "finds a component that is %s, with its last event that isn't a success",
    (status) => {
      const events = [
        event("stop-service", ""),
        event("start-service", "success"),
        event("CrashLoopBackOff", "failure"),
      ];
      expect(words({ components: [web, { ...db, status }], events: new Map([[db.serviceId, events]]) })).toEqual([
        `component DB: status "running" => "${status}" (CrashLoopBackOff failure)`,
      ]);
      expect(words({ components: [web, { ...db, status }] })).toEqual([
        `component DB: status "running" => "${status}"`,
      ]);
    },
  );

  it("finds a component that somebody made in the app's own group", () => {
    expect(words({ strangers: [sampleComponent("mine", "Mine", { tenantServiceGroupId: 0 })] })).toEqual([
      "component Mine was made by hand in the app group of this resource",
    ]);
  });

  it.each(["waiting", "upgrade", "starting"])("finds nothing in the status %s", (status) => {
    expect(findDrift(applied, observed({ components: [web, { ...db, status }] }))).toEqual([]);
  });
});

describe("a drift policy", () => {
  const finding = (category: Finding["category"]): Finding => ({ ...vanished, category });
  const policy: DriftPolicy = { ...sampleState.driftPolicy, stopped: "ignore" };

  it("makes a change of what it detects only", () => {
    expect(hasChange([finding("unhealthy"), finding("stopped"), finding("extra")], policy)).toBe(false);
    expect(hasChange([finding("unhealthy"), finding("missing")], policy)).toBe(true);
  });

  it("makes a warning of what it warns of, a plain line of what it detects, and no word of what it ignores", () => {
    const said = remarksOn([finding("missing"), finding("stopped"), finding("unhealthy")], policy);
    expect(said).toEqual([
      { isWarning: false, text: "drift (missing): the app is gone" },
      { isWarning: true, text: 'drift (unhealthy): the app: app "present" => "absent"' },
    ]);
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
