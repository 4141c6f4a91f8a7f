import { z } from "zod";
import type { Documented } from "./docstrings";

/** A property or a type, in the words of Pulumi's schema. */
export type Spec = Record<string, unknown>;

const json = z.looseObject({
  title: z.string().optional(),
  type: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  description: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).default([]),
  items: z.unknown().optional(),
  additionalProperties: z.unknown().optional(),
});
type Json = z.infer<typeof json>;

/** A model as JSON schema: as it is declared, and as it is after defaults are filled in. */
export interface Model {
  readonly declared: Json;
  readonly filled: Json;
}

/** The names of the types that properties are made of: objects and choices. */
const typeNames: Readonly<Record<string, string>> = {
  ...{ components: "Component", drift: "Finding", health: "Health", category: "DriftCategory" },
  ...{ driftPolicy: "DriftPolicy", settings: "ComponentSettings", domains: "Domain" },
  ...{ teams: "Team" },
};

/** What no model can say. */
const byHand: Readonly<Record<string, Spec>> = {
  adopt: { oneOf: [{ type: "boolean" }, { type: "integer" }] },
};

/** Reads a model. */
export function modelOf(model: z.ZodType): Model {
  const as = (io: "input" | "output"): Json => json.parse(z.toJSONSchema(model, { io, unrepresentable: "any" }));
  return { declared: as("input"), filled: as("output") };
}

/** The part of a model that is at this place: keys of objects, `*` for what a map or a list holds. */
export function partOf({ filled }: Model, ...place: readonly string[]): Model {
  const part = place.reduce<Json>((one, key) => {
    const within = one.type === "array" ? one.items : one.additionalProperties;
    return json.parse(key === "*" ? within : one.properties?.[key]);
  }, filled);
  return { declared: part, filled: part };
}

/** The properties of a model that people see, with what the docstrings say of them. */
export function propertiesOf(model: Model, docs: readonly Documented[]): Record<string, Spec> {
  const [declared, filled] = [model.declared.properties ?? {}, model.filled.properties ?? {}];
  const names = Object.keys(filled).filter((name) => !name.startsWith("__"));
  return Object.fromEntries(
    names.map((name) => {
      const [before, after] = [json.parse(declared[name]), json.parse(filled[name])];
      const isKnown = after.type !== undefined;
      const spec = byHand[name] ?? specOf(name, isKnown ? after : before);
      const text = docs.map((one) => one.members.get(name)?.text).find((one) => one !== undefined && one !== "");
      const description = text ?? before.description;
      const isPlain = ["string", "number", "boolean"].includes(typeof before.default);
      return [
        name,
        {
          ...spec,
          ...(description === undefined ? {} : { description }),
          ...(isPlain ? { default: before.default } : {}),
          ...(name === "marketAccessKey" || name === "token" ? { secret: true } : {}),
          ...(description?.includes("A change replaces") === true ? { willReplaceOnChanges: true } : {}),
        },
      ];
    }),
  );
}

function specOf(name: string, one: Json): Spec {
  if (one.enum?.includes("detect")) return { $ref: "#/types/rainbond:index:DriftReaction" };
  if (one.enum || one.properties) return { $ref: `#/types/rainbond:index:${one.title ?? typeNames[name] ?? name}` };
  if (one.type === "array") return { type: "array", items: specOf(name, json.parse(one.items)) };
  if (one.type === "object") {
    return { type: "object", additionalProperties: specOf(name, json.parse(one.additionalProperties)) };
  }
  // Everything that is counted here is counted in whole numbers.
  return { type: one.type === "number" ? "integer" : (one.type ?? "string") };
}
