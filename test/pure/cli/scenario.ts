import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import type { DriftPolicy, Finding } from "../../../provider/model";
import { reportOf, type Report } from "../../../cli/drift/report";
import { verdictOn } from "../../../cli/drift/verdict";

const policy: DriftPolicy = {
  missing: "detect",
  version: "detect",
  settings: "detect",
  stopped: "detect",
  unhealthy: "warn",
  extra: "warn",
};
let sequence = 0;

const event = (content: Partial<EngineEvent>): EngineEvent => ({ sequence: sequence++, timestamp: 0, ...content });

/** The URN of a resource of a stack of the project `shop`; `parents` are the types of what it lies in. */
export function urnOf(name: string, type = "MarketApp", stack = "dev", parents: readonly string[] = []): string {
  const types = [...parents, `pulumi-nodejs:dynamic/rainbond:${type}`].join("$");
  return `urn:pulumi:${stack}::shop::${types}::${name}`;
}

/** What Pulumi's engine says while it refreshes a resource. */
export interface Refreshed {
  readonly name: string;
  readonly type?: string;
  readonly stack?: string;
  /** The types of what it lies in. */
  readonly parents?: readonly string[];
  /** What the refresh comes to; none where it failed. */
  readonly op?: "same" | "update" | "delete";
  readonly drift?: readonly Partial<Finding>[];
  readonly policy?: Partial<DriftPolicy>;
  readonly unfinished?: string;
  readonly error?: string;
  /** True for what `get` reads. */
  readonly isRead?: boolean;
  readonly adopt?: number | null;
  readonly isDeploy?: boolean;
  /** Of its components. */
  readonly statuses?: readonly string[];
}

/** The engine's events about one resource. */
export function eventsOf(refreshed: Refreshed): EngineEvent[] {
  const { name, type = "MarketApp", stack = "dev", parents = [], op, drift = [], unfinished, error } = refreshed;
  const urn = urnOf(name, type, stack, parents);
  const token = `pulumi-nodejs:dynamic/rainbond:${type}`;
  const common = { urn, type: token, custom: true, id: "team/region/7", parent: "", provider: "" };
  const { adopt, isDeploy, statuses = [] } = refreshed;
  const inputs = type === "MarketApp" ? { driftPolicy: { ...policy, ...refreshed.policy }, adopt, isDeploy } : {};
  const components = statuses.map((status) => ({ status }));
  const outputs =
    type === "MarketApp"
      ? { drift, components, ...(unfinished === undefined ? {} : { __rbUnfinished: unfinished }) }
      : {};
  const state = (of: Record<string, unknown>) => ({ ...common, inputs, outputs: of });
  const metadata = (of: OpType) => ({ op: of, urn, type: token, provider: "", keys: [], diffs: [] });
  return [
    event({ resourcePreEvent: { metadata: metadata("refresh") } }),
    ...(error === undefined
      ? []
      : [event({ diagnosticEvent: { urn, message: error, color: "never", severity: "error" } })]),
    ...(op === undefined
      ? []
      : [
          event({
            resOutputsEvent: {
              metadata: {
                ...metadata(op),
                old: state({ drift: [], ...(refreshed.isRead === true && { __rbRead: true }) }),
                ...(op === "delete" ? {} : { new: state(outputs) }),
              },
            },
          }),
        ]),
  ];
}

/** An error that is about no resource of ours. */
export function diagnosed(message: string): EngineEvent {
  return event({ diagnosticEvent: { message, color: "never", severity: "error" } });
}

const finding = (category: Finding["category"], component: string, rest: Partial<Finding>): Partial<Finding> => ({
  category,
  component,
  serviceId: component === "" ? "" : "0123456789abcdef0123456789abcdef",
  property: "status",
  expected: "running",
  actual: "closed",
  ...rest,
});

/** One stack with every kind of finding, one whose server is down, one that is clean, one that isn't there. */
export function richReport(): Report {
  const drifted = [
    ...eventsOf({ name: "wiki", op: "delete" }),
    ...eventsOf({
      name: "blog",
      op: "update",
      drift: [
        finding("version", "", { property: "appModelVersion", expected: "1.0", actual: "1.1" }),
        finding("version", "网站", {
          property: "image",
          expected: "registry.example/web:1.0",
          actual: "registry.example/other:2",
        }),
        finding("stopped", "Database", {}),
        finding("missing", "Cache", { property: "component", expected: "present", actual: "absent" }),
        finding("unhealthy", "Mail", { actual: "abnormal", reason: "CrashLoopBackOff failure" }),
        finding("extra", "by | `hand` @all <b>", { property: "component", expected: "absent", actual: "present" }),
      ],
    }),
    ...eventsOf({ name: "quiet", op: "same", policy: { stopped: "ignore" }, drift: [finding("stopped", "Web", {})] }),
    ...eventsOf({ name: "warned", op: "same", drift: [finding("unhealthy", "Web", { actual: "some_abnormal" })] }),
    ...eventsOf({ name: "half", op: "update", unfinished: "component Web (1) is abnormal" }),
    ...eventsOf({ name: "odd", op: "update" }),
    ...eventsOf({ name: "group", type: "App", op: "delete" }),
  ];
  const down = [
    ...eventsOf({
      name: "shop",
      stack: "prod",
      error:
        'Preview failed: can\'t read the components: GET http://console.example:7070/openapi/v1/teams: 502 "bad gateway". Wait\n',
    }),
    ...eventsOf({ name: "late", stack: "prod" }),
  ];
  const clean = eventsOf({ name: "blog", stack: "test", op: "same" });
  return reportOf(
    [
      verdictOn("dev", { events: drifted, failure: undefined }),
      verdictOn("prod", { events: down, failure: "preview failed" }),
      verdictOn("test", { events: clean, failure: undefined }),
      verdictOn("gone", { events: [], failure: "there is no stack gone. pulumi stack ls lists those that there are" }),
    ],
    [],
    new Date("2026-01-02T03:04:05Z"),
  );
}
