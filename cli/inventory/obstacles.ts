import type { ConsoleComponent, UpgradableModel } from "../../provider/console";
import { isConsoleError, messageOf } from "../../provider/errors";
import { fullNamesOf } from "../../provider/observe/component-list";
import { isSameModel } from "../../provider/observe/standing";
import { valueOf, type GroupAnswers } from "./group-answers";
import type { Entry } from "./report";

/** What is known of one install. */
export interface Facts {
  readonly kind: Entry["kind"];
  readonly number: number;
  readonly components: readonly ConsoleComponent[];
  readonly model: UpgradableModel | undefined;
  readonly version: string | null;
  /** Why the version isn't certain. */
  readonly doubt: string | undefined;
}

/** Why each of the kinds that are no install can't be managed. */
const ofKind: Readonly<Record<Exclude<Entry["kind"], "install">, string>> = {
  underWay: "it may still be being made: look again once that has ended",
  leftBehind:
    "what a failed install left behind: it never ran, and the console doesn't count it. Delete its components in the web console",
  unclear:
    "it never ran, and nobody can say whether it is an install or what a failed one left behind. Deploy it in the web console, or delete it there",
  handMade: "made by hand: a MarketApp is an install from an app store",
};

/** Why components of no install can't be managed. */
export const madeByHand = ofKind.handMade;

/** Why an install can't be managed as it is; empty if it can. */
export function obstaclesTo(facts: Facts, answers: GroupAnswers): string[] {
  if (facts.kind !== "install") return [ofKind[facts.kind]];
  return [
    ...ofUnknownModel(facts, answers),
    ...ofTwins(facts, answers),
    ...ofUnknownVersion(facts, answers),
    ...ofReplacedSource(facts, answers),
    ...ofUnfinished(facts),
  ];
}

function ofUnknownModel({ model }: Facts, { counted }: GroupAnswers): string[] {
  if ("failure" in counted) {
    const { failure } = counted;
    if (!isConsoleError(failure, "invalidRequest"))
      return [`the console can't say which app it is: ${messageOf(failure)}`];
    return [
      `its app group holds an install from the console's own library, which isn't an app store, and so the console lists none of the group's apps: ${failure.refusal}`,
    ];
  }
  if (!model)
    return [
      "the console doesn't say which of the group's apps it is: several have one name, or it counts none of this name",
    ];
  if (model.marketName === null) return ["it comes from the console's own library, which isn't an app store"];
  return [];
}

/** Rainbond upgrades all installs of a model in a group together. */
function ofTwins({ model }: Facts, { counted }: GroupAnswers): string[] {
  const alike = valueOf(counted)?.filter((one) => model && isSameModel(one.appModelId, model.appModelId)) ?? [];
  if (alike.length < 2) return [];
  return [
    `its app group holds ${alike.length} installs of this app, and an upgrade would change all of them: keep one there, and install the others in app groups of their own`,
  ];
}

function ofUnknownVersion({ version, doubt }: Facts, { versions }: GroupAnswers): string[] {
  if (doubt !== undefined) return [doubt];
  if ("failure" in versions) return [`the console can't say which version it is: ${messageOf(versions.failure)}`];
  return version === null ? ["the console says of none of its components which version it is at"] : [];
}

function ofReplacedSource({ components }: Facts, { versions }: GroupAnswers): string[] {
  const replaced = components.filter(({ serviceId }) =>
    valueOf(versions)?.some((one) => one.serviceId === serviceId && one.version === null),
  );
  if (replaced.length === 0) return [];
  return [
    `the build source of component ${fullNamesOf(replaced)} was replaced in the web console, so it can't be upgraded any more: set it back there`,
  ];
}

function ofUnfinished({ components }: Facts): string[] {
  const unfinished = components.filter(({ createStatus }) => createStatus !== "complete");
  if (unfinished.length === 0) return [];
  return [`component ${fullNamesOf(unfinished)} was never made in the cluster: the install is half done`];
}
