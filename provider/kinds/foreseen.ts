import { configurationNow } from "../run/operations";
import { planResource } from "./resource";
import { wireOf, type Hidden, type ResourceKind, type Wire } from "./resource-kind";
import { setUnknownAside, unknownValue } from "./unknown-values";

/** The outputs that a create will give, as far as they are certain; the others are unknown. Nothing is asked or changed. */
export function foreseenOfCreate<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  news: Wire,
): Wire {
  const { known, unknown } = setUnknownAside(news);
  const declared = kind.declared.parse(known);
  const made = outputsOf(kind).filter((key) => !(key in kind.inputs.shape) || key === "appId");
  const { endpoint = unknownValue } = configurationNow();
  return {
    ...Object.fromEntries(made.map((key) => [key, unknownValue])),
    endpoint,
    ...kind.certain(declared, new Set(Object.keys(unknown))),
    ...wireOf(declared),
    ...unknown,
  };
}

/** The outputs that an update will give, as far as they are certain; the others are unknown. Nothing is asked or changed. */
export function foreseenOfUpdate<Inputs extends Hidden, State extends Hidden>(
  kind: ResourceKind<Inputs, State>,
  olds: Wire,
  news: Wire,
): Wire {
  const { state, plan, declared } = planResource(kind, olds, news);
  const after: Wire = { ...wireOf(state), ...wireOf(declared), ...setUnknownAside(news).unknown };
  return kind.uncertain(state, plan).reduce<Wire>(blurred, after);
}

function outputsOf<Inputs extends Hidden, State extends Hidden>({ state }: ResourceKind<Inputs, State>): string[] {
  return Object.keys(state.shape).filter((key) => !key.startsWith("__"));
}

function blurred(wire: Wire, [key = "", ...rest]: readonly string[]): Wire {
  return key in wire ? { ...wire, [key]: blur(wire[key], rest) } : wire;
}

function blur(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return unknownValue;
  if (Array.isArray(value)) return value.map((item) => blur(item, key === "*" ? rest : path));
  return typeof value === "object" && value !== null ? blurred({ ...value }, path) : value;
}
