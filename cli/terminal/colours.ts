import { isatty } from "node:tty";

/**
 * True where colours are seen: on a terminal that has them, which Node knows of most terminals and CI systems, unless `NO_COLOR` holds anything;
 * where it is empty it says nothing (no-color.org).
 */
export function isColoured(stream: NodeJS.WriteStream & { readonly fd: number }): boolean {
  const { NO_COLOR, ...rest } = process.env;
  // Node 20 takes an empty one for a no.
  return isatty(stream.fd) && stream.hasColors(NO_COLOR ? process.env : rest);
}
