import * as pulumi from "@pulumi/pulumi";

/** A path into a value: keys from the outside in; an empty one means the whole value. */
export type Path = readonly string[];

/**
 * Where secrets are in an input, which its provider can't see: it is sent everything in plain text. Of a list that holds one the whole list counts.
 * Known as soon as the values' secretness is, so also where the values aren't known yet.
 */
export function secretPathsOf(input: unknown): pulumi.Output<Path[]> {
  return pulumi.output(pathsIn(input, []));
}

async function pathsIn(value: unknown, path: Path): Promise<Path[]> {
  if (pulumi.runtime.isRpcSecret(value)) return [path];
  if (pulumi.Output.isInstance(value)) return (await pulumi.isSecret(value)) ? [path] : [];
  if (value instanceof Promise) return pathsIn(await value, path);
  if (Array.isArray(value)) {
    const parts = await Promise.all(value.map((part) => pathsIn(part, path)));
    return parts.some((found) => found.length > 0) ? [path] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  const parts = Object.entries(value).map(([key, part]) => pathsIn(part, [...path, key]));
  return (await Promise.all(parts)).flat();
}
