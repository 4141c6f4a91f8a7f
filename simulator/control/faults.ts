import { z } from "zod";
import type { FaultAnswer, FaultPoint } from "./changes";

const times = z.int().min(1).default(1);
const status = z.int().min(100).max(599);
const answerSchema = z.strictObject({ status, body: z.unknown().optional() });

const pointSchema = z.enum([
  "region.createService",
  "region.volumeOptions",
  "region.batchOperation",
  "region.servicesStatus",
  "region.deleteService",
  "region.deleteApp",
  "region.horizontal",
  "region.vertical",
  "region.createTenant",
  "region.createApp",
  "region.configGroup",
  "region.build",
  "store.app",
  "store.version",
]);

const behindFaultSchema = z.strictObject({ point: pointSchema, times, response: answerSchema });

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "*"];
const methodSchema = z
  .string()
  .toUpperCase()
  .refine((method) => methods.includes(method), { error: `a method is one of ${methods.join(", ")}` });

const matchSchema = z.strictObject({ method: methodSchema, path: z.string().min(1) });

const lockSchema = z.strictObject({ point: z.literal("database.lock"), match: matchSchema, times });

/** What the database's lock keeps of an install whose rollback it stops half-way: no component, one, or all. */
export const rollbackShapes = ["none", "one", "all"] as const;

/** See `rollbackShapes`. */
export type RollbackShape = (typeof rollbackShapes)[number];

const rollbackSchema = z.strictObject({
  point: z.literal("database.installRollback"),
  shape: z.enum(rollbackShapes),
  times,
});

const consoleFaultSchema = z
  .strictObject({
    point: z.literal("console"),
    match: matchSchema,
    times,
    effect: z.enum(["delay", "reset", "loseResponse", "hang", "html", "truncate", "respond"]),
    after: z.boolean().optional(),
    ms: z.number().min(0).optional(),
    response: z
      .strictObject({ status, headers: z.record(z.string(), z.string()).optional(), body: z.unknown().optional() })
      .optional(),
  })
  .refine((fault) => fault.effect !== "respond" || fault.response !== undefined, {
    path: ["response"],
    error: "needed for the effect respond",
  });

/** The body of `POST /simulator/faults`: all faults from now on. */
export const faultsSchema = z.array(
  z.discriminatedUnion("point", [behindFaultSchema, lockSchema, rollbackSchema, consoleFaultSchema]),
);

/** A fault on a call to the console itself. */
export type ConsoleFault = z.infer<typeof consoleFaultSchema>;

type BehindFault = z.infer<typeof behindFaultSchema>;
type Fault = z.infer<typeof faultsSchema>[number];

/** The faults that are armed; each is used up after its `times`. */
export class Faults {
  private armed: Fault[] = [];

  /** Replaces all faults. */
  replace(faults: Fault[]): void {
    this.armed = faults.map((fault) => ({ ...fault }));
  }

  /** Returns the answer of the first fault armed at a point of the cluster or the store and uses it once, or undefined. */
  take(point: FaultPoint): FaultAnswer | undefined {
    return this.use(this.armed.find((fault): fault is BehindFault => fault.point === point))?.response;
  }

  /** Returns the first fault armed for a console call and uses it once, or undefined. */
  takeConsole(method: string, path: string): ConsoleFault | undefined {
    const faults = this.armed.filter((fault) => fault.point === "console");
    return this.use(faults.find(({ match }) => matches(match, method, path)));
  }

  /** True if a lock is armed for a write; uses it once. */
  takeLock(method: string, path: string): boolean {
    const locks = this.armed.filter((fault) => fault.point === "database.lock");
    return this.use(locks.find(({ match }) => matches(match, method, path))) !== undefined;
  }

  /** Returns what the next install is to leave, if a lock is armed for it, and uses it once; or undefined. */
  takeRollback(): RollbackShape | undefined {
    return this.use(this.armed.find((fault) => fault.point === "database.installRollback"))?.shape;
  }

  private use<Taken extends Fault>(fault: Taken | undefined): Taken | undefined {
    if (fault === undefined) return undefined;
    fault.times -= 1;
    if (fault.times === 0) this.armed = this.armed.filter((other) => other !== fault);
    return fault;
  }
}

function matches(wanted: z.infer<typeof matchSchema>, method: string, path: string): boolean {
  return ["*", method].includes(wanted.method) && matchesPath(wanted.path, path);
}

/** A pattern with `*` must fit the whole path (the query aside); a text without must begin it. */
function matchesPath(pattern: string, path: string): boolean {
  if (!pattern.includes("*")) return path.startsWith(pattern);
  const source = pattern
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${source}$`, "s").test(path);
}
