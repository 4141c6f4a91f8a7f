import type { AppAddress, ConsoleComponent, UpgradableModel } from "../console";
import { isConsoleError } from "../errors";
import { inOrder } from "./component-list";
import { isKnown, wasBuilt } from "./condition";
import { isOfModel, standingsOf, type Evidence, type Standing } from "./standing";
import { thoseThat } from "./those-that";
import type { Sight } from "./sight";

/** The components of an install, in the order of the outputs, with its number (`tenant_service_group_id`). */
export type NumberedInstall = readonly [number, readonly ConsoleComponent[]];

/**
 * What an operation has seen of an app group at one moment. What more must be known to judge it (which installs the console counts, what has
 * ever run, which models they are of) is asked for once, when it is wanted.
 */
export class GroupLook {
  /** The installs by their number, complete or not, the oldest first. */
  readonly installs: ReadonlyMap<number, readonly ConsoleComponent[]>;
  #counted: Promise<readonly UpgradableModel[] | undefined> | undefined;
  #standings: Promise<ReadonlyMap<number, Standing>> | undefined;
  #names: Promise<ReadonlyMap<string, string | null>> | undefined;

  /**
   * @param components all components of the group, or those that are to be judged
   * @param counted the models of those of them that the console counts, where that is known
   */
  constructor(
    readonly at: AppAddress,
    readonly components: readonly ConsoleComponent[],
    private readonly sight: Sight,
    counted?: readonly UpgradableModel[],
  ) {
    this.installs = installsIn(components);
    if (counted) this.#counted = Promise.resolve(counted);
  }

  /** The components that the console hasn't made in the cluster, or not yet. */
  get unfinished(): readonly ConsoleComponent[] {
    return [...this.installs.values()].filter((one) => !isComplete(one)).flat();
  }

  /** The complete installs. After an answer of success that is all there is to know. */
  get complete(): readonly NumberedInstall[] {
    return [...this.installs].filter(([, components]) => isComplete(components));
  }

  /**
   * The models that the console counts in the group, an item an install; `undefined` where it can't say: it asks its store for it.
   */
  async counted(): Promise<readonly UpgradableModel[] | undefined> {
    this.#counted ??= this.sight.console.listUpgradableModels(this.at).catch(() => undefined);
    return this.#counted;
  }

  /** The installs of one standing, the oldest first. */
  async thatAre(standing: Standing): Promise<readonly NumberedInstall[]> {
    const standings = await (this.#standings ??= this.#judge());
    return [...this.installs].filter(([number]) => standings.get(number) === standing);
  }

  /** Those of the installs that are of this model; where the console can't say it, those of which it may be assumed. */
  async ofModel(
    appModelId: string,
    installs: readonly NumberedInstall[],
    isAssumed: (components: readonly ConsoleComponent[]) => boolean,
  ): Promise<readonly NumberedInstall[]> {
    return thoseThat(
      installs,
      async ([, components]) => (await this.#isOfModel(components, appModelId)) ?? isAssumed(components),
    );
  }

  async #isOfModel(components: readonly ConsoleComponent[], appModelId: string): Promise<boolean | undefined> {
    const counted = await this.counted();
    const ids = new Set(counted?.map((model) => model.appModelId.toLowerCase()));
    // Of one model all are, unless a person moved one here that isn't counted; the names cost a call.
    const areNamed = ids.size > 1 || (ids.size === 1 && (counted?.length ?? 0) < this.installs.size);
    const names = areNamed ? await (this.#names ??= this.#modelNames()) : undefined;
    const ofComponents = components.map(({ serviceId }) => names?.get(serviceId) ?? null);
    return isOfModel(ofComponents, counted, appModelId);
  }

  /** Asks only where something may not be an install: what has a status of something built is one. Installs of one name are judged apart from others. */
  async #judge(): Promise<ReadonlyMap<number, Standing>> {
    const all = [...this.installs];
    const isSuspect = all.some(([, components]) => !components.some(wasBuilt));
    const counted = isSuspect ? await this.counted() : undefined;
    if (!counted) return this.#standingsOf(all, undefined);
    const names = await (this.#names ??= this.#modelNames());
    const nameOf = ([, components]: NumberedInstall): string =>
      components.map(({ serviceId }) => names.get(serviceId)).find((name) => typeof name === "string") ?? "";
    const areNamed = all.every((one) => nameOf(one) !== "");
    if (!areNamed) return this.#standingsOf(all, counted.length);
    const judged = [...new Set(all.map(nameOf))].map((name) => {
      const count = counted.filter((model) => model.appModelName === name).length;
      return this.#standingsOf(
        all.filter((one) => nameOf(one) === name),
        count,
      );
    });
    return new Map((await Promise.all(judged)).flatMap((standings) => [...standings]));
  }

  /** Of complete installs nothing more is asked where the console counts as many as there are: they are all installed, whether they ever ran or not. */
  async #standingsOf(
    installs: readonly NumberedInstall[],
    counted: number | undefined,
  ): Promise<ReadonlyMap<number, Standing>> {
    const areAllCounted = counted !== undefined && counted >= installs.length;
    const evidence = installs.map(async ([number, components]): Promise<[number, Evidence]> => {
      const isMade = isComplete(components);
      const isSettled = components.some(wasBuilt) || (areAllCounted && isMade);
      const hasRun = isSettled || (await this.#haveEvents(components));
      return [number, { isComplete: isMade, hasRun, isKnown: components.some(isKnown) }];
    });
    return standingsOf(new Map(await Promise.all(evidence)), counted);
  }

  async #haveEvents(components: readonly ConsoleComponent[]): Promise<boolean> {
    const { console } = this.sight;
    const listed = await Promise.all(
      components.map(({ serviceId }) =>
        console.listEvents(this.at, serviceId).catch((thrown: unknown) => {
          // A rollback that is under way has just taken it away.
          if (isConsoleError(thrown, "componentMissing")) return [];
          throw thrown;
        }),
      ),
    );
    return listed.some((events) => events.length > 0);
  }

  async #modelNames(): Promise<ReadonlyMap<string, string | null>> {
    const versions = await this.sight.console.listInstalledVersions(this.at).catch(() => []);
    return new Map(versions.map(({ serviceId, modelName }) => [serviceId, modelName]));
  }
}

/** Looks at the group afresh. */
export async function lookInside(at: AppAddress, sight: Sight): Promise<GroupLook> {
  return new GroupLook(at, await sight.console.listComponents(at), sight);
}

/** What there is to see of a group that was only just made. */
export function nothingIn(at: AppAddress, sight: Sight): GroupLook {
  return new GroupLook(at, [], sight, []);
}

function installsIn(components: readonly ConsoleComponent[]): ReadonlyMap<number, readonly ConsoleComponent[]> {
  const installs = new Map<number, ConsoleComponent[]>();
  const made = inOrder(components)
    .filter((component) => component.tenantServiceGroupId !== 0)
    .sort((a, b) => a.tenantServiceGroupId - b.tenantServiceGroupId);
  for (const component of made) {
    const number = component.tenantServiceGroupId;
    installs.set(number, [...(installs.get(number) ?? []), component]);
  }
  return installs;
}

function isComplete(components: readonly ConsoleComponent[]): boolean {
  return components.every((component) => component.createStatus === "complete");
}
