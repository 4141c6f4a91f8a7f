import type { Command } from "commander";

/**
 * Gives the program the command `complete`, which prints a shell's completion script and answers what that script asks, if this is the command that
 * is run: no other one has to load it.
 */
export async function addCompletion(program: Command, name: string | undefined): Promise<void> {
  if (name !== "complete") return;
  const { default: tab } = await import("@bomb.sh/tab/commander");
  tab(program);
}
