import { quoted } from "../../provider/screen";

/** A command with its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** A command as a shell takes it. */
export function inShell(command: Command): string {
  return command.map((word) => (/^[\w./:=@-]+$/.test(word) ? word : quoted(word))).join(" ");
}
