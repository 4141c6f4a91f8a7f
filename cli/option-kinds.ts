import { Option } from "commander";

/** An option that may be given several times. */
export function repeatable(flags: string, description: string, otherwise: string): Option {
  return new Option(flags, `${description}; may be repeated`).argParser(collect).default([], otherwise);
}

function collect(value: string, values: readonly string[]): string[] {
  return [...values, value];
}

/** Where a report goes: to a file, or for `-` to standard output (`true`). */
export function placeOf(file: string): string | true {
  return file === "-" ? true : file;
}
