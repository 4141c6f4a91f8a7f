import type { AppAddress, AppGroup, ConsoleComponent, Team } from "../../provider/console";
import { inOrder } from "../../provider/observe/component-list";
import { healthOf } from "../../provider/observe/condition";
import type { GroupLook, NumberedInstall } from "../../provider/observe/group-look";
import { modelOf } from "../../provider/observe/installed-model";
import { shown } from "../../provider/screen";
import { askAbout, valueOf, type GroupAnswers } from "./group-answers";
import { knownVersion } from "./installed-version";
import type { Link } from "./link";
import type { ManagersOf } from "./managers";
import { madeByHand, obstaclesTo } from "./obstacles";
import type { Entry } from "./report";

/** An app group, and where it is. */
export interface PlacedGroup {
  readonly team: Team;
  readonly regionName: string;
  readonly group: AppGroup;
}

/** Everything that lies in the app group: an entry an install, complete or not, and one for what no install made. */
export async function surveyGroup(placed: PlacedGroup, managersOf: ManagersOf, link: Link): Promise<Entry[]> {
  const at = { teamId: placed.team.teamId, regionName: placed.regionName, appId: placed.group.appId };
  const components = await link.console.listComponents(at);
  const ofNone = components.filter((component) => component.tenantServiceGroupId === 0);
  const entries =
    ofNone.length === components.length ? [] : await surveyInstalls(at, components, placed, managersOf, link);
  if (ofNone.length === 0) return entries;
  const handMade = entryOf(placed, { kind: "handMade", number: 0, components: ofNone });
  return [...entries, { ...handMade, obstacles: [madeByHand] }];
}

async function surveyInstalls(
  at: AppAddress,
  components: readonly ConsoleComponent[],
  placed: PlacedGroup,
  managersOf: ManagersOf,
  link: Link,
): Promise<Entry[]> {
  const answers = await askAbout(at, components, link);
  const kinds = await kindsIn(answers.look);
  return Promise.all(
    kinds.map(async ([kind, install]): Promise<Entry> => {
      const [number, own] = install;
      const model = await modelOf(install, valueOf(answers.counted) ?? [], answers.look);
      const { version, doubt } = await knownVersion(answers, own);
      return {
        ...entryOf(placed, { kind, number, components: own }),
        appModelId: model ? shown(model.appModelId) : null,
        modelName: nameOf(own, model?.appModelName, answers),
        market: orNull(model?.marketName),
        version: orNull(version),
        managedBy: [...managersOf(at, number, placed.group)],
        obstacles: obstaclesTo({ kind, number, components: own, model, version, doubt }, answers).map((obstacle) =>
          shown(obstacle),
        ),
      };
    }),
  );
}

const standings = [
  ["installed", "install"],
  ["underWay", "underWay"],
  ["leftBehind", "leftBehind"],
  ["unclear", "unclear"],
] as const;

async function kindsIn(look: GroupLook): Promise<(readonly [Entry["kind"], NumberedInstall])[]> {
  const found = standings.map(async ([standing, kind]) => {
    const installs = await look.thatAre(standing);
    return installs.map((install) => [kind, install] as const);
  });
  return (await Promise.all(found)).flat();
}

/** Where the console doesn't say which app it is, it may still say its name. */
function nameOf(
  components: readonly ConsoleComponent[],
  modelName: string | undefined,
  { versions }: GroupAnswers,
): string | null {
  const ids = new Set(components.map(({ serviceId }) => serviceId));
  const named = valueOf(versions)?.find((one) => ids.has(one.serviceId) && one.modelName !== null);
  return orNull(modelName ?? named?.modelName);
}

function orNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : shown(text);
}

interface Lying {
  readonly kind: Entry["kind"];
  readonly number: number;
  readonly components: readonly ConsoleComponent[];
}

/** What every entry tells. What others wrote is cleaned: it is to be seen, on a terminal and in a report. */
function entryOf({ team, regionName, group }: PlacedGroup, { kind, number, components }: Lying): Entry {
  return {
    teamId: team.teamId,
    teamName: shown(team.name),
    teamAlias: shown(team.alias),
    regionName: shown(regionName),
    appId: group.appId,
    appName: shown(group.name),
    kind,
    tenantServiceGroupId: number,
    ...{ appModelId: null, modelName: null, market: null, version: null },
    health: healthOf(components),
    components: inOrder(components).map((component) => ({
      serviceId: component.serviceId,
      serviceAlias: shown(component.serviceAlias),
      serviceCname: shown(component.serviceCname),
      status: shown(component.status ?? "unknown"),
    })),
    managedBy: [],
    obstacles: [],
  };
}
