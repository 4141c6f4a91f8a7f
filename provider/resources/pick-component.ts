import type { Component } from "../model/outputs";
import { programError } from "./program-error";
import { isSameName } from "./same-name";

/** What kind of value each field of a component is. */
const kinds: Record<keyof Component, "string" | "number" | "list"> = {
  serviceId: "string",
  serviceAlias: "string",
  serviceCname: "string",
  serviceKey: "string",
  k8sComponentName: "string",
  status: "string",
  image: "string",
  version: "string",
  minMemory: "number",
  minCpu: "number",
  minNode: "number",
  extendMethod: "string",
  accessUrls: "list",
  innerEndpoints: "list",
};

/**
 * The one component among these that has this `serviceCname`, `serviceAlias`, `serviceKey` or `serviceId`.
 * None, or more than one, is an error that lists what there is.
 * @param where where the components come from, as it reads behind "in"
 */
export function pickComponent(components: readonly Component[], key: string, where: string): Component {
  const hits = components.filter((one) =>
    [one.serviceCname, one.serviceAlias, one.serviceKey, one.serviceId].some((name) => isSameName(name, key)),
  );
  const [only] = hits;
  if (only && hits.length === 1) return only;
  const present = components
    .map((one) => `${one.serviceCname} (serviceAlias ${one.serviceAlias}, serviceKey ${one.serviceKey})`)
    .join(", ");
  throw programError(
    `${hits.length === 0 ? "no" : "more than one"} component is called "${key}" in ${where}; there is ${present || "none at all"}. ` +
      "A component is named by its serviceCname, serviceAlias, serviceKey or serviceId",
  );
}

/**
 * The value as a list of components; anything else is an error that says what it is instead.
 * @param where where the value comes from, as it reads at the start of a sentence
 */
export function componentsIn(value: unknown, where: string): Component[] {
  const cure = "Export the field: export const components = app.components";
  if (!Array.isArray(value)) throw programError(`${where} isn't a list of components but ${nameOf(value)}. ${cure}`);
  const list: readonly unknown[] = value;
  return list.map((one, index) => {
    if (typeof one !== "object" || one === null) {
      throw programError(`${where} isn't a list of components: item ${index} is ${nameOf(one)}. ${cure}`);
    }
    if (isComponent(one)) return one;
    const lacks = Object.entries(kinds).filter(([field, kind]) => !isOf(kind, Reflect.get(one, field)));
    throw programError(
      `${where} isn't a list of components: item ${index} has no proper ${lacks.map(([field]) => field).join(", ")}. ${cure}; ` +
        "if it is, run pulumi up in that stack with the version of pulumi-rainbond that is used here",
    );
  });
}

function isComponent(value: object): value is Component {
  return Object.entries(kinds).every(([field, kind]) => isOf(kind, Reflect.get(value, field)));
}

function isOf(kind: string, value: unknown): boolean {
  return kind === "list" ? Array.isArray(value) : typeof value === kind;
}

function nameOf(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object"
    ? `an object with ${Object.keys(value).join(", ") || "nothing in it"}`
    : `a ${typeof value}`;
}
