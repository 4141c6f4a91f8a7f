import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { z } from "zod";
import type { Wire } from "../kinds/resource-kind";
import { sdkStruct } from "../run/sdk-modules";

/** How Pulumi marks a value that is more than plain JSON, and such a value that is secret. Parts of its wire protocol. */
const markKey = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";

/** The keys that lead to a value, from the outside in. */
export type Path = readonly string[];

/** Values without their wrapping, and where secrets are in them. Of a list that holds a secret the whole list counts. */
export interface Opened {
  readonly plain: Wire;
  readonly secrets: readonly Path[];
}

const properties = z.record(z.string(), z.unknown());
const jsonObject = z.record(z.string(), z.json());

/** Reads properties as Pulumi sends them. */
export function open(struct: Struct | undefined): Opened {
  const secrets: Path[] = [];
  const given = properties.parse(struct?.toJavaScript() ?? {});
  const plain = Object.entries(given).map(([key, value]) => [key, unwrap(value, [key], secrets)] as const);
  return { plain: Object.fromEntries(plain), secrets };
}

function unwrap(value: unknown, path: Path, secrets: Path[]): unknown {
  if (Array.isArray(value)) {
    const within: Path[] = [];
    const items = value.map((item) => unwrap(item, path, within));
    if (within.length > 0) secrets.push(path);
    return items;
  }
  if (typeof value !== "object" || value === null) return value;
  const parts = new Map<string, unknown>(Object.entries(value));
  if (parts.get(markKey) === secretMark) {
    secrets.push(path);
    return unwrap(parts.get("value"), path, []);
  }
  return Object.fromEntries([...parts].map(([key, part]) => [key, unwrap(part, [...path, key], secrets)]));
}

/** Writes properties as Pulumi takes them, with what is at these paths secret. What is `undefined` is left out. */
export function close(plain: Wire, secrets: readonly Path[] = []): Struct {
  const wrapped = secrets.reduce<unknown>((value, path) => wrap(value, path), plain);
  return sdkStruct().fromJavaScript(jsonObject.parse(JSON.parse(JSON.stringify(wrapped))));
}

function wrap(value: unknown, [key, ...rest]: Path): unknown {
  if (value === undefined || value === null) return value;
  if (key === undefined) return isSecret(value) ? value : { [markKey]: secretMark, value };
  if (typeof value !== "object" || Array.isArray(value) || isSecret(value) || !(key in value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, name === key ? wrap(part, rest) : part]),
  );
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && Reflect.get(value, markKey) === secretMark;
}
