import type { AppAddress, ConsoleComponent, InstallRequest } from "../console";
import { isConsoleError, RainbondError } from "../errors";
import type { MarketAppInputs } from "../model";
import { lookInside, lookWhenSettled, type GroupContents } from "./group-contents";
import { removeLeftovers } from "./remove-components";
import type { Surroundings } from "./surroundings";
import { describeSilence, isInstallOf, isPartOf, marketOf, type Template } from "./template";

/** An install that is complete on the server. */
export interface Installed {
  /** False for one that an earlier attempt made. */
  readonly isNew: boolean;
  readonly tenantServiceGroupId: number;
  readonly components: readonly ConsoleComponent[];
}

/**
 * The one install of this resource in its app group. An earlier attempt's is found and kept; what a failed one left behind in an owned
 * group is removed; only then is the endpoint called, once. After an answer that was lost the group is looked at, never asked again.
 */
export async function ensureInstalled(
  at: AppAddress,
  inputs: MarketAppInputs,
  template: Template,
  surroundings: Surroundings,
): Promise<Installed> {
  return surroundings.alone(at, async () => {
    const owned = inputs.appId === undefined;
    const contents = await lookWhenSettled(at, surroundings);
    if (!owned) refuseTwin(at, contents, template);
    const present = owned ? ownInstall(at, contents, template) : undefined;
    if (present) return present;
    if (owned) await removeLeftovers(at, leftoversOf(contents, template), surroundings);
    return install(at, inputs, template, contents, surroundings);
  });
}

/** The install in a group of ours, if there is one and it is what is wanted. */
function ownInstall(at: AppAddress, contents: GroupContents, template: Template): Installed | undefined {
  const installs = [...contents.installs];
  if (installs.length === 0) return undefined;
  const wanted = installs.filter(([, components]) => isInstallOf(template, components));
  const [only] = wanted;
  if (only && wanted.length === 1) return { isNew: false, tenantServiceGroupId: only[0], components: only[1] };
  throw new RainbondError(
    `app group ${at.appId} holds ${describeInstalls(contents)}, and ` +
      (template === null
        ? "the app store can't be asked whether that is this app"
        : "that isn't exactly one install of this app") +
      ". Nothing was installed. Remove what doesn't belong there in the web console, or declare another appId",
  );
}

/** In a group that others use too nothing tells an earlier install of the same template from somebody else's. */
function refuseTwin(at: AppAddress, contents: GroupContents, template: Template): void {
  const twins = [...contents.installs].filter(([, components]) => isInstallOf(template, components));
  if (twins.length === 0) return;
  throw new RainbondError(
    `app group ${at.appId} already holds an install of this app (install group ${twins.map(([id]) => id).join(", ")}), and upgrades ` +
      "would change both. Nothing was installed. Use another appId, or leave it out so that the resource makes an app group of its own",
  );
}

function describeInstalls(contents: GroupContents): string {
  return [...contents.installs]
    .map(
      ([id, components]) => `install group ${id} (${components.map((component) => component.serviceCname).join(", ")})`,
    )
    .join(" and ");
}

async function install(
  at: AppAddress,
  inputs: MarketAppInputs,
  template: Template,
  before: GroupContents,
  surroundings: Surroundings,
): Promise<Installed> {
  surroundings.progress.doing(`installing ${inputs.appModelId} ${inputs.appModelVersion} into app group ${at.appId}`);
  try {
    await surroundings.console.install(at, requestOf(inputs, surroundings), inputs.isDeploy);
  } catch (thrown) {
    return afterFailure(thrown, at, inputs, template, before, surroundings);
  }
  const made = madeSince(before, await lookInside(at, surroundings), template);
  if (made) return made;
  throw new RainbondError(
    `the install into app group ${at.appId} succeeded, but its components can't be told from others that appeared there at the same time. ` +
      "Look at the group in the web console and remove what isn't wanted; then run pulumi up again",
  );
}

async function afterFailure(
  thrown: unknown,
  at: AppAddress,
  inputs: MarketAppInputs,
  template: Template,
  before: GroupContents,
  surroundings: Surroundings,
): Promise<Installed> {
  if (isConsoleError(thrown) && thrown.effect === "unknown") {
    const made = madeSince(before, await lookWhenSettled(at, surroundings), template);
    if (made) return made;
  } else if (inputs.appId === undefined) {
    const after = await lookInside(at, surroundings);
    await removeLeftovers(at, leftoversOf(after, template), surroundings);
  }
  // The console passes on whatever its store says, under any status.
  if (isConsoleError(thrown, "refused"))
    throw new RainbondError(thrown.message + (await describeSilence(inputs, surroundings)));
  throw thrown;
}

/** The one install that is there now and wasn't before, and whose components are the template's, as far as that is known. */
function madeSince(before: GroupContents, after: GroupContents, template: Template): Installed | undefined {
  const fresh = [...after.installs].filter(([id]) => !before.installs.has(id));
  const ours = template === null ? fresh : fresh.filter(([, components]) => isInstallOf(template, components));
  const [only] = ours;
  return only && ours.length === 1 ? { isNew: true, tenantServiceGroupId: only[0], components: only[1] } : undefined;
}

/** What failed installs of this app left in the group; where the template isn't known, nothing tells it from others' work. */
function leftoversOf(contents: GroupContents, template: Template): ConsoleComponent[] {
  return contents.unfinished.filter((component) => isPartOf(template, component));
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
