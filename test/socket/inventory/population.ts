import type { Place, Town } from "./town";
import { otherModel, withdrawnModel } from "./town";

/** What people did in an app group, and which of its installs can be managed afterwards. */
interface Deed {
  readonly act: (town: Town, place: Place, appId: number) => Promise<void>;
  /** How many installs of the group can be managed. */
  readonly manageable: number;
}

const install: Deed = { act: (town, place, appId) => town.install(place, appId), manageable: 1 };

/** What isn't an ordinary install, by the number of the app group. */
const deeds = new Map<number, Deed>([
  [3, { act: twice((town, place, appId) => town.install(place, appId)), manageable: 0 }],
  [7, { act: shared, manageable: 2 }],
  [11, { act: (town, place, appId) => town.leave(place, appId, "all"), manageable: 0 }],
  [13, { act: besideInstall((town, place, appId) => town.leave(place, appId, "one")), manageable: 1 }],
  [17, { act: (town, place, appId) => town.installLocal(place, appId), manageable: 0 }],
  [18, { act: besideInstall((town, place, appId) => town.installLocal(place, appId)), manageable: 0 }],
  [19, { act: byHand, manageable: 0 }],
  [23, { act: besideInstall(byHand), manageable: 1 }],
  [29, { act: (town, place, appId) => town.install(place, appId, undefined, ""), manageable: 1 }],
  [31, { act: () => Promise.resolve(), manageable: 0 }],
  [37, { act: (town, place, appId) => town.install(place, appId, withdrawnModel), manageable: 0 }],
]);

function twice(act: Deed["act"]): Deed["act"] {
  return async (...where) => {
    await act(...where);
    await act(...where);
  };
}

function besideInstall(act: Deed["act"]): Deed["act"] {
  return async (...where) => {
    await install.act(...where);
    await act(...where);
  };
}

async function shared(town: Town, place: Place, appId: number): Promise<void> {
  await town.install(place, appId);
  await town.install(place, appId, otherModel);
}

async function byHand(town: Town, _: Place, appId: number): Promise<void> {
  await town.control.makeComponent(appId, "By hand");
}

/** Names that break programs which write them as they are. */
const names = ["default", "class", "1st", "博客-系统", "a.b-c_d", "blog"];

/** What was made of a town. */
export interface Population {
  /** By the number of the app group: how many of its installs can be managed. */
  readonly manageable: ReadonlyMap<number, number>;
  /** Where each app group is. */
  readonly places: ReadonlyMap<number, Place>;
}

/** Fills a town: 25 teams with an app group in each of two regions, both of one name, all kinds of things in them. */
export async function populate(town: Town): Promise<Population> {
  const manageable = new Map<number, number>();
  const places = new Map<number, Place>();
  for (let team = 0; team < 25; team++) {
    const teamId = await town.openTeam(team === 5 ? "line\nbreak */ \u2028x" : `团队 \`\${${team}}\` "${team}`);
    for (const regionName of ["rainbond", "other"]) {
      const place = { teamId, regionName };
      const appId = await town.makeGroup(place, names[team % names.length] ?? "");
      const deed = deeds.get(appId) ?? install;
      await deed.act(town, place, appId);
      manageable.set(appId, deed.manageable);
      places.set(appId, place);
    }
  }
  await town.settle();
  const stopped = places.get(41);
  if (stopped) await town.stop(stopped, 41);
  await town.control.forgetRequests();
  return { manageable, places };
}
