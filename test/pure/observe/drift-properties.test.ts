import fc from "fast-check";
import type { ComponentEvent, ConsoleComponent } from "../../../provider/console";
import { type ComponentVersion, findDrift, hasChange, remarksOn, type Observed } from "../../../provider/observe/drift";
import type { Applied, DriftPolicy, Finding } from "../../../provider/model";
import { sampleComponent } from "../lifecycle/sample";

/** What somebody did to one component. */
type Deed =
  "nothing" | "image" | "version" | "both" | "stop" | "break" | "stopped while it is built" | "delete" | "source";

const deeds: readonly Deed[] = [
  "nothing",
  "image",
  "version",
  "both",
  "stop",
  "break",
  "stopped while it is built",
  "delete",
  "source",
];
const harmless = fc.constantFrom("running", "succeeded", "waiting", "starting", "upgrade", "building");
const reaction = fc.constantFrom("detect" as const, "warn" as const, "ignore" as const);
const policies: fc.Arbitrary<DriftPolicy> = fc.record({
  missing: reaction,
  version: reaction,
  settings: reaction,
  stopped: reaction,
  unhealthy: reaction,
  extra: reaction,
});

/** What one deed is found as. */
const found: Readonly<Record<Deed, Finding["category"] | undefined>> = {
  nothing: undefined,
  image: "version",
  version: "version",
  both: "version",
  source: "version",
  stop: "stopped",
  break: "unhealthy",
  "stopped while it is built": undefined,
  delete: "missing",
};

const underWay: ComponentEvent = { eventId: "e", action: "build-service", status: "", message: "", isFinished: false };

function done(deed: Deed, component: ConsoleComponent): ConsoleComponent[] {
  switch (deed) {
    case "image":
      return [{ ...component, image: "byhand" }];
    case "version":
      return [{ ...component, version: "byhand" }];
    case "both":
    case "source":
      return [{ ...component, image: "byhand", version: "byhand" }];
    case "stop":
    case "stopped while it is built":
      return [{ ...component, status: "closed" }];
    case "break":
      return [{ ...component, status: "abnormal" }];
    case "delete":
      return [];
    case "nothing":
      return [component];
  }
}

interface Scene {
  readonly applied: Applied;
  readonly observed: Observed;
  readonly expected: string[];
}

/** An install with a deed a component, an upgrade by hand or none, and some strangers in its group. */
const scenes: fc.Arbitrary<Scene> = fc
  .record({
    components: fc.array(fc.record({ deed: fc.constantFrom(...deeds), status: harmless, isOlder: fc.boolean() }), {
      maxLength: 6,
    }),
    isUpgraded: fc.boolean(),
    isAnswered: fc.boolean(),
    strangers: fc.nat(2),
  })
  .map(({ components, isUpgraded, isAnswered, strangers }) => {
    const parts = components.map(({ deed, status, isOlder }, index) => {
      const installed = { ...sampleComponent(`c${index}`, `C${index}`), status };
      const upgraded = isUpgraded && isAnswered && (deed === "nothing" || deed === "stop");
      const before = isOlder ? "0.9" : "1.0";
      const version: ComponentVersion = {
        serviceId: installed.serviceId,
        version: deed === "source" ? null : upgraded ? "1.1" : before,
      };
      const now = done(deed, upgraded ? { ...installed, image: "new", version: "new" } : installed);
      return { deed, installed, upgraded, before, version, now };
    });
    const mine = Array.from({ length: strangers }, (_, index) =>
      sampleComponent(`s${index}`, `S${index}`, { tenantServiceGroupId: 0 }),
    );
    return {
      applied: {
        appModelVersion: "1.0",
        isDeploy: true,
        components: parts.map(({ installed, before }) => ({ ...installed, modelVersion: before })),
      },
      observed: {
        components: parts.flatMap(({ now }) => now),
        strangers: mine,
        versions: isAnswered ? parts.map(({ version }) => version) : null,
        places: new Map<string, string>(),
        events: new Map(
          parts.flatMap(({ deed, installed }) =>
            deed === "stopped while it is built" ? [[installed.serviceId, [underWay]] as const] : [],
          ),
        ),
      },
      expected: [
        ...(parts.some(({ upgraded }) => upgraded) ? ["version "] : []),
        ...parts.flatMap(({ deed, installed }) => {
          const category = found[deed];
          return category === undefined ? [] : [`${category} ${installed.serviceId}`];
        }),
        ...mine.map(({ serviceId }) => `extra ${serviceId}`),
      ],
    };
  });

describe("findDrift, whatever was done to an install", () => {
  it("finds each deed once, under its one category, and nothing else", () => {
    fc.assert(
      fc.property(scenes, ({ applied, observed, expected }) => {
        const findings = findDrift(applied, observed);
        expect(findings.map(({ category, serviceId }) => `${category} ${serviceId}`)).toEqual(expected);
        for (const finding of findings) expect(finding.actual).not.toBe(finding.expected);
      }),
      { numRuns: 500 },
    );
  });

  it("finds the same whatever the order in which the console lists things", () => {
    fc.assert(
      fc.property(scenes, ({ applied, observed }) => {
        const shuffled = {
          ...observed,
          components: [...observed.components].reverse(),
          versions: observed.versions && [...observed.versions].reverse(),
        };
        expect(findDrift(applied, shuffled)).toEqual(findDrift(applied, observed));
      }),
    );
  });

  it("leaves nothing to find once what is there has become what was left, but for what doesn't run and strangers", () => {
    fc.assert(
      fc.property(scenes, ({ applied, observed }) => {
        const now: Applied = {
          ...applied,
          appModelVersion: "1.1",
          components: observed.components.map((component) => ({
            ...component,
            modelVersion: observed.versions?.find((one) => one.serviceId === component.serviceId)?.version ?? null,
          })),
        };
        const categories = findDrift(now, observed).map(({ category }) => category);
        expect(categories).not.toContain("missing");
        expect(categories).not.toContain("version");
      }),
    );
  });
});

describe("a drift policy, whatever it is", () => {
  it("makes a change exactly of what is detected, a warning of what it warns of, and no word of the rest", () => {
    fc.assert(
      fc.property(scenes, policies, ({ applied, observed }, policy) => {
        const findings = findDrift(applied, observed);
        const of = (wanted: string): Finding[] => findings.filter(({ category }) => policy[category] === wanted);
        const remarks = remarksOn(findings, policy);
        expect(hasChange(findings, policy)).toBe(of("detect").length > 0);
        expect(remarks.filter(({ isWarning }) => isWarning)).toHaveLength(of("warn").length);
        expect(remarks).toHaveLength(of("warn").length + of("detect").length);
      }),
    );
  });
});
