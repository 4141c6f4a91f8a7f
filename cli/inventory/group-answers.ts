import type { AppAddress, ConsoleComponent, InstalledVersion, UpgradableModel } from "../../provider/console";
import { GroupLook } from "../../provider/observe/group-look";
import type { Sight } from "../../provider/observe/sight";
import type { Link } from "./link";

/** An answer, or why there is none. */
export type Answer<Value> = { readonly value: Value } | { readonly failure: unknown };

/** What the console says of one app group in which something was installed. */
export interface GroupAnswers {
  readonly at: AppAddress;
  readonly components: readonly ConsoleComponent[];
  /** `GET …/upgrade`: the models that the console counts there. */
  readonly counted: Answer<readonly UpgradableModel[]>;
  /** `GET …/copy`: the model version that each component is at. */
  readonly versions: Answer<readonly InstalledVersion[]>;
  readonly look: GroupLook;
  /** That of the look, whose console gives the two answers above without being asked again. */
  readonly sight: Sight;
}

/** Asks the console what it says of the group, each call once, side by side. */
export async function askAbout(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  link: Link,
): Promise<GroupAnswers> {
  const counting = link.console.listUpgradableModels(at);
  const listing = link.console.listInstalledVersions(at);
  const [counted, versions] = await Promise.all([answerOf(counting), answerOf(listing)]);
  const console = { ...link.console, listUpgradableModels: () => counting, listInstalledVersions: () => listing };
  const sight = { ...link, console };
  return { at, components, counted, versions, look: new GroupLook(at, components, sight), sight };
}

async function answerOf<Value>(asked: Promise<Value>): Promise<Answer<Value>> {
  try {
    return { value: await asked };
  } catch (failure) {
    return { failure };
  }
}

/** The value, if there is one. */
export function valueOf<Value>(answer: Answer<Value>): Value | undefined {
  return "value" in answer ? answer.value : undefined;
}
