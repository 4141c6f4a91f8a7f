import type { AppAddress, ConsoleComponent, Env } from "../console";
import { isConsoleError } from "../errors";
import type { Sight } from "./sight";

/** The variables of a component, as far as the console tells them. */
export interface SeenEnvs {
  readonly envs: readonly Env[];
  /** False where a name that isn't among them may be there all the same. */
  readonly isComplete: boolean;
}

/** Variables by the ids of their components. */
export type EnvsByComponent = ReadonlyMap<string, SeenEnvs>;

/**
 * The variables of a component. A component that has one against the endpoint's own rules (an empty one of a template, say) can't be read by it; then what
 * assistants are told is read, which are those that it has for itself. Where not even that can be had, none is known.
 */
export async function readEnvs(at: AppAddress, component: ConsoleComponent, sight: Sight): Promise<SeenEnvs> {
  try {
    return { envs: await sight.console.listEnvs(at, component), isComplete: true };
  } catch (thrown) {
    if (!isConsoleError(thrown, "invalidRequest")) throw thrown;
    return readEnvsForAssistants(at, component, sight);
  }
}

/** The same where it is known that the endpoint refuses to tell. */
export async function readEnvsForAssistants(
  at: AppAddress,
  component: ConsoleComponent,
  { console, reads }: Sight,
): Promise<SeenEnvs> {
  try {
    const team = (await reads.teams()).find(({ teamId }) => teamId === at.teamId);
    const envs = team ? await console.listEnvsForAssistants(at, team.alias, component) : [];
    return { envs, isComplete: false };
  } catch {
    // Of two teams with one display name only the first is found, and older consoles have no assistants.
    return { envs: [], isComplete: false };
  }
}

/** The value of a variable; `null` for one that isn't there, `undefined` for one of which nobody can say. */
export function valueOf(name: string, seen: SeenEnvs | undefined): string | null | undefined {
  const found = seen?.envs.find((env) => env.name === name)?.value;
  return found ?? (seen?.isComplete === true ? null : undefined);
}
