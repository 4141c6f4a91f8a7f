import type { AppAddress, ConsoleComponent, InstallRequest } from "../../console";
import { isConsoleError, RainbondError } from "../../errors";
import type { MarketAppInputs } from "../../model";
import { adoptable, describeCandidates, installToAdopt } from "./adopt";
import { fullNamesOf } from "../../observe/component-list";
import { afterFailedInstall, unclearWhich } from "./failed-install";
import { GroupLook, lookInside, nothingIn, type NumberedInstall } from "../../observe/group-look";
import { removeLeftovers } from "../remove";
import { ownInstall } from "./own-install";
import { lookWhenSettled } from "../settle";
import { isSameModel } from "../../observe/standing";
import type { Surroundings } from "../surroundings";
import { isInstallOf, marketOf } from "../template/template";
import type { Wanted } from "./wanted";

/** An install that is complete on the server. */
export interface Installed {
  /** False for one that an earlier attempt made, or that is taken over. */
  readonly isNew: boolean;
  readonly tenantServiceGroupId: number;
  readonly components: readonly ConsoleComponent[];
  /** What the endpoint's answer showed, where it came: the whole group and its enterprise. */
  readonly shown?: { readonly look: GroupLook; readonly enterpriseId: string };
}

/** True if something is declared of components, so that the install itself starts nothing: they are to have their settings before. */
export function hasSettings({ settings = {} }: MarketAppInputs): boolean {
  return Object.keys(settings).length > 0;
}

/** How often an install is asked for that the console's locked database undid. */
const attempts = 3;
const betweenAttemptsMs = 1_000;
const justMadeMs = 1_000;

/**
 * The one install of this resource in its app group. An earlier attempt's is found and kept; what a failed one left behind in an owned
 * group is removed; only then is the endpoint called, once. After an answer that was lost the group is looked at, never asked again.
 */
export async function ensureInstalled(wanted: Wanted, surroundings: Surroundings): Promise<Installed> {
  const { at } = wanted;
  return surroundings.alone(at, async () => {
    const installed = await findOrInstall(wanted, surroundings);
    surroundings.claim(at, installed.tenantServiceGroupId);
    return installed;
  });
}

async function findOrInstall(wanted: Wanted, surroundings: Surroundings): Promise<Installed> {
  const { at, inputs, ownsGroup } = wanted;
  const look = isJustMade(wanted, surroundings)
    ? nothingIn(at, surroundings)
    : await withoutRecordedLeftovers(wanted, surroundings);
  if (inputs.adopt !== undefined && !wanted.recorded) return found(await installToAdopt(wanted, look, surroundings));
  const present = ownsGroup ? await ownInstall(wanted, look, surroundings) : undefined;
  if (present) return found(present);
  if (!ownsGroup) await refuseTwin(wanted, look, surroundings);
  return install(wanted, new Set(look.installs.keys()), surroundings);
}

/** Nothing can be in a group that was made a moment ago; only if another run came first, the turn to work on it has taken longer. */
function isJustMade({ groupMadeAt }: Wanted, { clock }: Surroundings): boolean {
  return groupMadeAt !== undefined && clock.now() - groupMadeAt < justMadeMs;
}

function found([tenantServiceGroupId, components]: NumberedInstall): Installed {
  return { isNew: false, tenantServiceGroupId, components };
}

/** What is left of an install whose number the state has is this resource's, in any group. */
async function withoutRecordedLeftovers(
  { at, ownsGroup, recorded, template }: Wanted,
  surroundings: Surroundings,
): Promise<GroupLook> {
  const look = await lookWhenSettled(at, { givesUp: !ownsGroup }, surroundings);
  const leftovers = look.installs.get(recorded) ?? [];
  if (leftovers.length === 0) return look;
  await removeLeftovers(at, leftovers, template, surroundings);
  return lookInside(at, surroundings);
}

/** In a group that others use too nothing tells an earlier install of the same app from somebody else's; and upgrades would change both. */
async function refuseTwin(wanted: Wanted, look: GroupLook, surroundings: Surroundings): Promise<void> {
  const { at, inputs, template, recorded } = wanted;
  const left = await look.thatAre("leftBehind");
  const leftBehind = new Set(left.map(([number]) => number));
  if (left.length > 0) {
    const names = fullNamesOf(left.flatMap(([, components]) => components));
    surroundings.progress.warn(
      `app group ${at.appId} holds what a failed install left behind: ${names}. Nothing tells whose it is, so it is left alone`,
    );
  }
  const installs = [...look.installs].filter(([number]) => number !== recorded && !leftBehind.has(number));
  if (installs.length === 0) return;
  const counted = await look.counted();
  const alike = await look.ofModel(inputs.appModelId, installs, (one) => isInstallOf(template, one));
  const isTwin =
    counted === undefined
      ? template === null || alike.length > 0
      : counted.some((model) => isSameModel(model.appModelId, inputs.appModelId));
  if (!isTwin) return;
  const candidates = alike.length > 0 ? alike : await adoptable(wanted, installs, look);
  const isSure = counted !== undefined || template !== null;
  throw new RainbondError(
    `app group ${at.appId} ${isSure ? "already holds" : "may hold"} an install of this app, and upgrades would change both. Nothing was ` +
      `installed. ${waysOn(at, candidates, surroundings)}`,
  );
}

/** What to do where installs of the app are; one that another resource of this run has can't be taken over. */
function waysOn(at: AppAddress, candidates: readonly NumberedInstall[], { managerOf }: Surroundings): string {
  const managed = candidates.flatMap(([number]) => {
    const urn = managerOf(at, number);
    return urn === undefined
      ? []
      : `Install group ${number} belongs to ${urn}; if both are one resource under two names, give it the option aliases: ["${urn}"]`;
  });
  const free = candidates.filter(([number]) => managerOf(at, number) === undefined);
  const takeOver = `If it is this resource's (an earlier run's whose answer was lost, say), declare ${describeCandidates(free)}`;
  const ways = [...managed, ...(free.length > 0 ? [takeOver] : [])];
  const [otherwise, another] = [ways.length > 0 ? "Otherwise use" : "Use", "another appId, or leave it out"];
  return [...ways, `${otherwise} ${another} so that the resource makes an app group of its own`].join(". ");
}

/** Asks for the install. One that the console's locked database undid is asked for again, once all that it left is gone. */
async function install(
  wanted: Wanted,
  before: ReadonlySet<number>,
  surroundings: Surroundings,
  attempt = 1,
): Promise<Installed> {
  const { at, inputs } = wanted;
  const { console, clock, progress } = surroundings;
  progress.doing(`installing into app group ${at.appId}`);
  let answer;
  try {
    answer = await console.install(at, requestOf(inputs, surroundings), inputs.isDeploy && !hasSettings(inputs));
  } catch (thrown) {
    const { made, stays, failure } = await afterFailedInstall(thrown, wanted, before, surroundings);
    if (made) return { ...found(made), isNew: true };
    if (!isConsoleError(thrown, "installLocked") || stays || attempt === attempts) throw failure;
    progress.doing("asking for the install again: the database was locked");
    await clock.sleep(attempt * betweenAttemptsMs);
    const now = await lookInside(at, surroundings);
    return install(wanted, new Set(now.installs.keys()), surroundings, attempt + 1);
  }
  // The answer itself shows the whole group: a look afterwards could fail, and leave no trace of which install is this one.
  const look = new GroupLook(at, answer.components, surroundings);
  const shown = { look, enterpriseId: answer.enterpriseId };
  return { ...found(await newOne(wanted, before, look)), isNew: true, shown };
}

/** The install that a successful answer shows beside those that were there before. */
async function newOne(
  { at, inputs, template }: Wanted,
  before: ReadonlySet<number>,
  after: GroupLook,
): Promise<NumberedInstall> {
  const fresh = after.complete.filter(([number]) => !before.has(number));
  const alike = (one: readonly ConsoleComponent[]): boolean => template === null || isInstallOf(template, one);
  const made = fresh.length === 1 ? fresh : await after.ofModel(inputs.appModelId, fresh, alike);
  const [only] = made;
  if (only && made.length === 1) return only;
  throw unclearWhich(at, "the install succeeded", fresh);
}

function requestOf(inputs: MarketAppInputs, surroundings: Surroundings): InstallRequest {
  return {
    market_url: inputs.marketUrl,
    market_domain: inputs.marketDomain,
    market_type: inputs.marketType,
    market_access_key: marketOf(inputs, surroundings).accessKey,
    app_model_id: inputs.appModelId,
    app_model_version: inputs.appModelVersion,
  };
}
