import schema from "./schema.json";

/** The version of this package, which is the plugin's. */
export const { version } = schema;

/** What Pulumi knows the plugin's resources, functions and arguments by. */
export function schemaText(): string {
  return JSON.stringify(schema);
}

/** The names of a provider's arguments. */
export function providerArguments(): ReadonlySet<string> {
  return new Set(Object.keys(schema.provider.inputProperties));
}
