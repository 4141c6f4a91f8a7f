import { readFileSync } from "node:fs";
import { messageOf } from "../errors";
import { asSent, concealSecret } from "../screen";
import type { Sources } from "./sources";

/** The access token as it is sent, or why there is none. */
export interface FoundToken {
  readonly token?: string;
  readonly fault?: string;
}

/** Looks the token up: a provider's argument, the variable, the file that another variable names, the stack's configuration. */
export function tokenFrom(from: Sources): FoundToken {
  const token = usable(from.argument("token")) ?? usable(from.variable("RAINBOND_TOKEN"));
  if (token !== undefined) return { token };
  const path = from.variable("RAINBOND_TOKEN_FILE");
  if (path !== undefined) return tokenIn(path);
  const last = usable(from.stack("token"));
  if (last !== undefined) return { token: last };
  return {
    fault:
      "the access token is missing: set the environment variable RAINBOND_TOKEN or RAINBOND_TOKEN_FILE, run pulumi config set --secret rainbond:token, " +
      "or give the resource's Provider its token",
  };
}

function tokenIn(path: string): FoundToken {
  const cure = "Check the path, or set RAINBOND_TOKEN";
  try {
    const token = usable(readFileSync(path, "utf8"));
    return token === undefined ? { fault: `RAINBOND_TOKEN_FILE: the file ${path} is empty. ${cure}` } : { token };
  } catch (thrown) {
    return { fault: `RAINBOND_TOKEN_FILE: the file can't be read (${messageOf(thrown)}). ${cure}` };
  }
}

/** A secret as it is sent, concealed from now on; `undefined` where nothing is left of it. */
export function usable(given: string | undefined): string | undefined {
  concealSecret(given);
  return asSent(given ?? "") || undefined;
}
