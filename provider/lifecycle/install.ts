import type { ConsoleComponent, InstallRequest } from "../console";
import { isConsoleError, messageOf, RainbondError } from "../errors";
import type { MarketAppInputs } from "../model";
import { adoptable, describeCandidates, installToAdopt } from "./adopt";
import { contentsOf, countedInstalls, lookForInstall, lookWhenSettled, numbersIn } from "./group-contents";
import type { GroupContents, NumberedInstall } from "./group-contents";
import { removeFailedInstall } from "./leftovers";
import { ownInstall } from "./own-install";
import type { Surroundings } from "./surroundings";
import { describeSilence, isInstallOf, marketOf } from "./template";
import { alikeOf, type Wanted } from "./wanted";

/** An install that is complete on the server. */
export interface Installed {
  /** False for one that an earlier attempt made, or that is taken over. */
  readonly isNew: boolean;
  readonly tenantServiceGroupId: number;
  readonly components: readonly ConsoleComponent[];
}

/**
 * The one install of this resource in its app group. An earlier attempt's is found and kept; what a failed one left behind in an owned
 * group is removed; only then is the endpoint called, once. After an answer that was lost the group is looked at, never asked again.
 */
export async function ensureInstalled(wanted: Wanted, surroundings: Surroundings): Promise<Installed> {
  const { at, inputs } = wanted;
  return surroundings.alone(at, async () => {
    const contents = await lookWhenSettled(at, surroundings);
    if (inputs.adopt !== undefined) return found(await installToAdopt(wanted, contents, surroundings));
    const present = wanted.ownsGroup ? await ownInstall(wanted, contents, surroundings) : undefined;
    if (present) return found(present);
    if (!wanted.ownsGroup) await refuseTwin(wanted, contents, surroundings);
    return install(wanted, numbersIn(contents), surroundings);
  });
}

function found([tenantServiceGroupId, components]: NumberedInstall): Installed {
  return { isNew: false, tenantServiceGroupId, components };
}

/** In a group that others use too nothing tells an earlier install of the same app from somebody else's; and upgrades would change both. */
async function refuseTwin(
  { at, inputs, template }: Wanted,
  contents: GroupContents,
  surroundings: Surroundings,
): Promise<void> {
  const installs = [...contents.installs];
  if (installs.length === 0) return;
  const alike = installs.filter(([, components]) => isInstallOf(template, components));
  const counted = await countedInstalls(at, surroundings);
  const isTwin = alike.length > 0 || counted?.includes(inputs.appModelId);
  if (isTwin === false || (isTwin === undefined && template !== null)) return;
  const candidates = describeCandidates(alike.length > 0 ? alike : adoptable(installs, template));
  throw new RainbondError(
    `app group ${at.appId} ${isTwin === undefined ? "may hold" : "already holds"} an install of this app, and upgrades would change both. Nothing was ` +
      `installed. If it is this resource's (an earlier run's whose answer was lost, say), declare ${candidates}; else use another appId, or leave it ` +
      "out so that the resource makes an app group of its own",
  );
}

async function install(wanted: Wanted, before: ReadonlySet<number>, surroundings: Surroundings): Promise<Installed> {
  const { at, inputs } = wanted;
  surroundings.progress.doing(`installing ${inputs.appModelId} ${inputs.appModelVersion} into app group ${at.appId}`);
  let after: GroupContents;
  try {
    // The answer itself shows the whole group: a look afterwards could fail, and leave no trace of which install is this one.
    const { components } = await surroundings.console.install(at, requestOf(inputs, surroundings), inputs.isDeploy);
    after = contentsOf(components);
  } catch (thrown) {
    return afterFailure(thrown, wanted, before, surroundings);
  }
  const fresh = freshInstalls(after, before);
  const made = fresh.length === 1 ? fresh : alikeOf(fresh, wanted);
  const [only] = made;
  if (only && made.length === 1) return { ...found(only), isNew: true };
  throw unclear(wanted, "the install succeeded", fresh);
}

async function afterFailure(
  thrown: unknown,
  wanted: Wanted,
  before: ReadonlySet<number>,
  surroundings: Surroundings,
): Promise<Installed> {
  const isUncertain = isConsoleError(thrown) && thrown.effect === "unknown";
  if (isUncertain) {
    const made = await madeAllTheSame(thrown, wanted, before, surroundings);
    if (made) return made;
  }
  const left = await removeFailedInstall(wanted, before, isUncertain, surroundings);
  const silence = isConsoleError(thrown, "refused") ? await describeSilence(wanted.inputs, surroundings) : "";
  if (left === "" && silence === "") throw thrown;
  // The console passes on whatever its store says, under any status.
  throw new RainbondError(messageOf(thrown) + silence + left);
}

/** The install that the console made although its answer was lost, or was an error. What can't be told from others' is refused. */
async function madeAllTheSame(
  thrown: { httpStatus: number | undefined; message: string },
  wanted: Wanted,
  before: ReadonlySet<number>,
  surroundings: Surroundings,
): Promise<Installed | undefined> {
  const { at, inputs, template, ownsGroup } = wanted;
  // A gateway gives up before the console does; an answer of the console's own means that it has ended.
  const hasEnded = thrown.httpStatus !== undefined && ![502, 503, 504].includes(thrown.httpStatus);
  const after = await (hasEnded ? lookWhenSettled(at, surroundings) : lookForInstall(at, before, surroundings));
  const alike = alikeOf(freshInstalls(after, before), wanted);
  const [only] = alike;
  if (!only) return undefined;
  const isProven =
    template !== null || ownsGroup || (await countedInstalls(at, surroundings))?.includes(inputs.appModelId);
  if (alike.length > 1 || isProven !== true) throw unclear(wanted, thrown.message, alike);
  return { ...found(only), isNew: true };
}

function freshInstalls(after: GroupContents, before: ReadonlySet<number>): NumberedInstall[] {
  return [...after.installs].filter(([number]) => !before.has(number));
}

function unclear({ at }: Wanted, what: string, candidates: readonly NumberedInstall[]): RainbondError {
  return new RainbondError(
    `${what}. Installs have appeared in app group ${at.appId} that can't be told apart, so none was taken for this resource's, and none was ` +
      `removed. Look at them in the web console and declare ${describeCandidates(candidates)}`,
  );
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
