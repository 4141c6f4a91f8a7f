import type { AppAddress, ConsoleComponent, UpgradableModel } from "../../console";
import { isConsoleError, RainbondError, type ConsoleError } from "../../errors";
import type { Applied, AppliedComponent, MarketAppInputs } from "../../model";
import { inOrder } from "../../observe/component-list";
import { replaceCommand } from "../../identity";
import { installedVersions } from "../../observe/installed-version";
import { refuseReplacedSource } from "./replaced-source";
import { isSameModel } from "../../observe/standing";
import { lookForUpgrade } from "../settle";
import type { Surroundings } from "../surroundings";
import { askForNewTemplate, templateIfKnown, type Template } from "../template/template";
import { judge } from "../../plan/upgrade-verdict";
import { outlookOf } from "../../templates/upgrade-outlook";

/** An upgrade of one install. */
export interface Upgrade {
  readonly at: AppAddress;
  readonly inputs: MarketAppInputs;
  /** The version that the install is at. */
  readonly current: string;
  /** The components of the install before the upgrade. */
  readonly components: readonly ConsoleComponent[];
  /** What the last successful operation left. */
  readonly applied: Applied | undefined;
}

/** What came of an upgrade. */
export interface Upgraded {
  /** The components that it moved to the new version, by `serviceId`: their builds the console was to ask for, without a word on whether the cluster took them. */
  readonly moved: ReadonlySet<string>;
  /** The components that are at the version still that the last successful operation left them at: the new one changes nothing of them. */
  readonly untouched: readonly ConsoleComponent[];
  /** True if some were at the new version before: an earlier attempt, or a person, had begun the upgrade, and its builds may have failed since. */
  readonly wasBegun: boolean;
}

/** A console on sqlite does one upgrade at a time: it refuses another one at once, and has done nothing. It is asked again after so long. */
const lockedForMs = 1_000;

/**
 * Upgrades the install in place to the declared version and proves it: the console answers 200 whatever it did, so each component's
 * version is read before and after (`GET …/copy`). A component that the new template gives another image and that didn't move is an error.
 */
export async function upgrade(wanted: Upgrade, surroundings: Surroundings): Promise<Upgraded> {
  const { at, inputs, current, components } = wanted;
  return surroundings.alone(at, async () => {
    const target = inputs.appModelVersion;
    const template = await askForNewTemplate(inputs, surroundings);
    const before = await installedVersions(at, components, surroundings);
    if ([...before.values()].some((version) => version !== target)) {
      const what = `appModelVersion: Rainbond's API can't upgrade the app from "${current}" to "${target}"`;
      refuseReplacedSource(what, components, before, surroundings);
      await lookAhead(wanted, template, surroundings);
      const lost = await ask(wanted, surroundings);
      if (lost && !(await lookForUpgrade(wanted, target, surroundings))) throw lost;
    }
    const after = await installedVersions(at, components, surroundings);
    await prove(wanted, template, after, surroundings);
    const isMoved = ({ serviceId }: ConsoleComponent): boolean => after.get(serviceId) === target;
    const moved = components.filter((one) => isMoved(one) && before.get(one.serviceId) !== target);
    return {
      moved: new Set(moved.map(({ serviceId }) => serviceId)),
      untouched: components.filter((one) => leftAt(one, wanted, after) !== undefined),
      wasBegun: [...before.values()].includes(target),
    };
  });
}

/** With both templates the outcome is known before the call: what would fail isn't tried, and what will stay as it was is said. */
async function lookAhead(wanted: Upgrade, to: Template, surroundings: Surroundings): Promise<void> {
  const { inputs, current } = wanted;
  const from = await templateIfKnown({ ...inputs, appModelVersion: current }, surroundings);
  refuseMissing(wanted, from, to, surroundings);
  if (from === null || to === null) return;
  const leaves = judge(outlookOf(from, to), { from: current, to: inputs.appModelVersion, urn: surroundings.urn });
  if (leaves !== undefined) surroundings.progress.warn(leaves);
}

/** The console takes a component that the install lacks for a new one, and fails: also where a person deleted it. */
function refuseMissing(
  { inputs, current, components }: Upgrade,
  from: Template,
  to: Template,
  { urn }: Surroundings,
): void {
  const lacks = (to ?? []).filter((one) => !components.some(({ serviceKey }) => serviceKey === one.serviceKey));
  const deleted = lacks.filter((one) => from?.some(({ serviceKey }) => serviceKey === one.serviceKey) ?? true);
  if (deleted.length === 0) return;
  throw new RainbondError(
    `appModelVersion: the app lacks component ${deleted.map((one) => one.serviceCname).join(", ")}, and Rainbond's API never again upgrades such an app ` +
      `(from "${current}" to "${inputs.appModelVersion}"). Nothing was changed. The only way out is to replace it, which loses its data: ${replaceCommand(urn)}`,
  );
}

/** Asks for the upgrade once; returns the failure of a call whose answer was lost on the way. */
async function ask(wanted: Upgrade, surroundings: Surroundings): Promise<ConsoleError | undefined> {
  const { at, inputs } = wanted;
  const { marketName, appModelId } = onlyModel(await upgradableModels(wanted, surroundings), at, inputs);
  surroundings.progress.doing("upgrading");
  try {
    await surroundings.console.upgrade(at, {
      marketName,
      appModelId,
      version: inputs.appModelVersion,
    });
    return undefined;
  } catch (thrown) {
    if (isConsoleError(thrown, "databaseLocked") && surroundings.clock.now() < surroundings.deadline) {
      await surroundings.clock.sleep(lockedForMs);
      return ask(wanted, surroundings);
    }
    if (isConsoleError(thrown) && thrown.isUnanswered) return thrown;
    throw thrown;
  }
}

/** The console cuts a model's id at a hyphen before it looks the model up. */
async function upgradableModels(
  { at, inputs }: Upgrade,
  { console }: Surroundings,
): Promise<readonly UpgradableModel[]> {
  try {
    return await console.listUpgradableModels(at);
  } catch (thrown) {
    if (!inputs.appModelId.includes("-") || !isConsoleError(thrown) || thrown.httpStatus !== 404) throw thrown;
    throw new RainbondError(
      `appModelId: "${inputs.appModelId}" holds a hyphen, over which the console's upgrades stumble: ${thrown.refusal}. Nothing was upgraded. Upgrade ` +
        "it in the web console, or publish the app under an id without hyphens and replace it",
    );
  }
}

/** The console upgrades every install of a model in the group, so there must be exactly one. */
function onlyModel(
  models: readonly UpgradableModel[],
  at: AppAddress,
  inputs: MarketAppInputs,
): { marketName: string; appModelId: string } {
  const installs = models.filter((model) => isSameModel(model.appModelId, inputs.appModelId));
  const [only] = installs;
  if (installs.length > 1) {
    throw new RainbondError(
      `app group ${at.appId} holds ${installs.length} installs of app ${inputs.appModelId}, and the console would upgrade all of them. ` +
        "Nothing was upgraded. Remove the other install, or give each an app group of its own",
    );
  }
  if (!only?.marketName) {
    throw new RainbondError(
      `the console offers no upgrade of app ${inputs.appModelId} in app group ${at.appId}: it no longer counts it as an app from a store. ` +
        "Nothing was upgraded",
    );
  }
  return { marketName: only.marketName, appModelId: only.appModelId };
}

/** What the last successful operation left of a component, if it is at the same version still. */
function leftAt(
  { serviceId }: ConsoleComponent,
  { applied, inputs }: Upgrade,
  versions: ReadonlyMap<string, string | null>,
): AppliedComponent | undefined {
  const left = applied?.components.find((one) => one.serviceId === serviceId);
  const version = versions.get(serviceId) ?? undefined;
  return version !== inputs.appModelVersion && version === left?.modelVersion ? left : undefined;
}

/** Of a component that didn't move that image counts which was left there: another one is a person's, and is put back after. */
async function prove(
  wanted: Upgrade,
  template: Template,
  after: ReadonlyMap<string, string | null>,
  surroundings: Surroundings,
): Promise<void> {
  const { at, inputs, components } = wanted;
  const target = inputs.appModelVersion;
  const present = new Map((await surroundings.console.listComponents(at)).map((one) => [one.serviceId, one]));
  const unmoved = inOrder(components).filter((component) => after.get(component.serviceId) !== target);
  const due = unmoved.flatMap((component) => {
    const image = template?.find((one) => one.serviceKey === component.serviceKey)?.image;
    const has = present.get(component.serviceId)?.image ?? component.image;
    const left = leftAt(component, wanted, after)?.image;
    const isAsItWas = image === undefined || image === has || image === left;
    return isAsItWas ? [] : [{ name: component.serviceCname, has, image }];
  });
  if (due.length > 0) {
    const parts = due.map(({ name, has, image }) => `component ${name} still has image ${has} instead of ${image}`);
    throw new RainbondError(
      `the console answered the upgrade to ${target} with success, but ${parts.join(", ")}. The console applies only versions whose ` +
        `deploy_version is newer; publish ${target} again, or replace the app, which loses its data: ${replaceCommand(surroundings.urn)}`,
    );
  }
  if (unmoved.length < components.length) return;
  if (template === null) {
    throw new RainbondError(
      `the console answered the upgrade to ${target} with success and changed nothing, and the app store can't be asked whether that is right`,
    );
  }
  surroundings.progress.warn(`nothing to upgrade: ${target} gives no component another image`);
}
