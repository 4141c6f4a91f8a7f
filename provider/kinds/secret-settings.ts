import { z } from "zod";
import { isSecretSetting } from "../model";

/** A text of fewer characters can't be told from others, and would be found everywhere. */
const shortestSecret = 4;

/** Those parts of settings that hold secrets as texts. Paths and numbers stand in every address and message. */
const secretParts = z.record(
  z.string(),
  z
    .object({
      envs: z.record(z.string(), z.unknown()).catch({}),
      domains: z.array(z.object({ host: z.string(), header: z.string(), cookie: z.string() }).partial()).catch([]),
    })
    .partial(),
);
const secretPaths = z.array(z.array(z.string())).catch([]);

/** The texts among a resource's settings that are secret, by what its class said of them. */
export function secretSettingsIn({ settings, __rbSecrets }: Readonly<Record<string, unknown>>): string[] {
  const paths = secretPaths.parse(__rbSecrets);
  const declared = secretParts.safeParse(settings);
  if (paths.length === 0 || !declared.success) return [];
  const texts = Object.entries(declared.data).flatMap(([name, { envs = {}, domains = [] }]) => [
    ...Object.entries(envs).map(([key, value]) => ({ path: [name, "envs", key], value })),
    ...domains
      .flatMap(({ host, header, cookie }) => [host, header, cookie])
      .map((value) => ({ path: [name, "domains"], value })),
  ]);
  return texts
    .filter(({ path }) => isSecretSetting(path, paths))
    .flatMap(({ value }) => (typeof value === "string" && value.length >= shortestSecret ? [value] : []));
}
