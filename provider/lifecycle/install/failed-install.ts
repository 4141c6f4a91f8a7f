import type { AppAddress, ConsoleComponent } from "../../console";
import { isConsoleError, messageOf, NothingMade, RainbondError, type ConsoleError } from "../../errors";
import { describeCandidates } from "./adopt";
import { fullNamesOf } from "../../observe/component-list";
import { GroupLook, lookInside, type NumberedInstall } from "../../observe/group-look";
import { removeLeftovers } from "../remove";
import { lookForInstall, lookWhenSettled } from "../settle";
import type { Surroundings } from "../surroundings";
import { describeSilence, isInstallOf, isPartOf } from "../template/template";
import type { Wanted } from "./wanted";

/** What came of an install that failed. */
export interface AfterFailure {
  /** The install that the console made all the same. */
  readonly made?: NumberedInstall;
  /** True if something of it, or what can't be told from it, is still there: asked again it might be doubled. */
  readonly stays: boolean;
  /** The failure, with what is to be said of what stays. */
  readonly failure: unknown;
}

/**
 * Looks at what a failed install did, and removes what it left behind, if that is certain: proven to be no install and, in a group that
 * others use too, the only such thing that appeared while this one was asked for.
 * @param before the numbers of the installs that were there before
 */
export async function afterFailedInstall(
  thrown: unknown,
  wanted: Wanted,
  before: ReadonlySet<number>,
  surroundings: Surroundings,
): Promise<AfterFailure> {
  const isUncertain = isConsoleError(thrown) && thrown.effect === "unknown";
  const look = isUncertain
    ? await lookAfterUncertain(thrown, wanted, before, surroundings)
    : await lookAfterRefusal(wanted, before, surroundings);
  if (isUncertain) {
    const made = await madeAllTheSame(thrown, wanted, before, look);
    if (made) return { made, stays: true, failure: thrown };
  }
  const silence = isConsoleError(thrown, "refused") ? await describeSilence(wanted.inputs, surroundings) : "";
  const left = look
    ? await clearAway(wanted, before, look, surroundings)
    : ". What it may have left behind couldn't be looked for";
  const message = messageOf(thrown) + silence + left;
  if (!isUncertain && left === "") return { stays: false, failure: new NothingMade(message) };
  return { stays: left !== "", failure: new RainbondError(message) };
}

/** An answer of the console's own means that it has ended. */
async function lookAfterUncertain(
  { isUnanswered }: ConsoleError,
  { at, ownsGroup }: Wanted,
  before: ReadonlySet<number>,
  surroundings: Surroundings,
): Promise<GroupLook> {
  const settling = { givesUp: !ownsGroup };
  return isUnanswered
    ? lookForInstall(at, before, settling, surroundings)
    : lookWhenSettled(at, settling, surroundings);
}

/** The console's refusal says that there is no install of ours. In a group of ours that is all there is to know of what is new there. */
async function lookAfterRefusal(
  { at, ownsGroup }: Wanted,
  before: ReadonlySet<number>,
  surroundings: Surroundings,
): Promise<GroupLook | undefined> {
  try {
    const look = await lookInside(at, surroundings);
    if (!ownsGroup) return look;
    const fresh = look.components.filter((component) => !before.has(component.tenantServiceGroupId));
    return new GroupLook(at, fresh, surroundings, []);
  } catch {
    return undefined;
  }
}

/** The install that the console made although its answer was lost, or was an error. What can't be told from others' is refused. */
async function madeAllTheSame(
  thrown: ConsoleError,
  { at, inputs, template, ownsGroup }: Wanted,
  before: ReadonlySet<number>,
  look: GroupLook | undefined,
): Promise<NumberedInstall | undefined> {
  const fresh = ((await look?.thatAre("installed")) ?? []).filter(([number]) => !before.has(number));
  const alike = await look?.ofModel(inputs.appModelId, fresh, (one) => template === null || isInstallOf(template, one));
  const [only] = alike ?? [];
  if (!look || !alike || !only) return undefined;
  const isProven = template !== null || ownsGroup || (await look.counted()) !== undefined;
  if (alike.length > 1 || !isProven) throw unclearWhich(at, thrown.message, alike);
  return only;
}

/** The failure of an install that may be one of several. */
export function unclearWhich(at: AppAddress, what: string, candidates: readonly NumberedInstall[]): RainbondError {
  return new RainbondError(
    `${what}. Installs have appeared in app group ${at.appId} that can't be told apart, so none was taken for this resource's, and none was ` +
      `removed. Look at them in the web console and declare ${describeCandidates(candidates)}`,
  );
}

/** Removes what is certainly left of the install that failed. Returns a sentence about what stays, or nothing. */
async function clearAway(
  wanted: Wanted,
  before: ReadonlySet<number>,
  look: GroupLook,
  surroundings: Surroundings,
): Promise<string> {
  const fresh = (installs: Iterable<NumberedInstall>): NumberedInstall[] =>
    [...installs].filter(([number, components]) => !before.has(number) && canBe(wanted, components));
  const dead = fresh(await look.thatAre("leftBehind"));
  const ours = wanted.ownsGroup || dead.length === 1 ? dead : [];
  const staying = fresh(look.installs).filter(([number]) => !ours.some(([one]) => one === number));
  const leftovers = ours.flatMap(([, components]) => components);
  try {
    await removeLeftovers(wanted.at, leftovers, wanted.template, surroundings);
  } catch (thrown) {
    return `. What it left behind stays: ${fullNamesOf(leftovers)} couldn't be removed: ${messageOf(thrown)}`;
  }
  if (staying.length === 0) return "";
  return (
    `. What appeared in app group ${wanted.at.appId} meanwhile can't be told from others' work, so it was left alone. If it is this resource's, ` +
    `declare ${describeCandidates(staying)}`
  );
}

function canBe({ template, ownsGroup }: Wanted, components: readonly ConsoleComponent[]): boolean {
  return ownsGroup || components.some((component) => isPartOf(template, component));
}
