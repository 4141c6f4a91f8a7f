import type { Write } from "../console";
import { RainbondError } from "../errors";
import type { Sources } from "./sources";

/** What must not happen, whatever is declared. Each is the place that switched it on, or `undefined`: on in one place is on. */
export interface Rails {
  /** Nothing is changed on the console. */
  readonly readOnly: string | undefined;
  /** Nothing is stopped, deleted or replaced. */
  readonly destroyProtection: string | undefined;
}

/** The rails now, and what is wrong with how they are set, a sentence each. */
export function railsOf(from: Sources): { rails: Rails; faults: string[] } {
  const faults: string[] = [];
  const switchOf = (key: string, variable: string): string | undefined => {
    const places: [string, string | undefined][] = [
      [variable, from.variable(variable)],
      [`rainbond:${key}`, from.stack(key)],
      [`the Provider's ${key}`, from.argument(key)],
    ];
    for (const [place, value] of places) {
      if (value !== undefined && !/^(true|false|1|0)$/.test(value)) {
        faults.push(`${place} is "${value}", neither true nor false`);
      }
    }
    return places.find(([, value]) => value === "true" || value === "1")?.[0];
  };
  const rails = {
    readOnly: switchOf("readOnly", "RAINBOND_READ_ONLY"),
    destroyProtection: switchOf("destroyProtection", "RAINBOND_DESTROY_PROTECTION"),
  };
  return { rails, faults };
}

/** Refuses a call that the rails forbid, before a socket is opened. */
export function refuseWrite({ readOnly, destroyProtection }: Rails, { doing, call, takesAway }: Write): void {
  const refuse = (why: string): never => {
    throw new RainbondError(
      `can't ${doing}: ${why}, so ${call} was not sent. Switch that off if it is meant to happen`,
    );
  };
  if (readOnly !== undefined) refuse(`the provider is read-only (${readOnly})`);
  if (takesAway && destroyProtection !== undefined) refuse(`destroy protection is on (${destroyProtection})`);
}

/** Refuses a replacement where nothing may be deleted: in the preview already. */
export function refuseReplacement({ destroyProtection }: Rails, replaces: readonly string[]): void {
  if (destroyProtection === undefined || replaces.length === 0) return;
  throw new RainbondError(
    `${replaces.join(", ")}: the change replaces the resource, and destroy protection is on (${destroyProtection}). ` +
      "Nothing was changed. Take the change back, or switch the protection off",
  );
}
