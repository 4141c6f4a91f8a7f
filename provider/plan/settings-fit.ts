import { RainbondError } from "../errors";
import type { AppliedSettings, ComponentSettings, Settings } from "../model";

/** A component, of a template or of an install, as far as settings have to fit it. */
export interface Settable {
  readonly serviceKey: string;
  readonly serviceCname: string;
  /** Only one that is installed has an alias and an id. */
  readonly serviceAlias?: string;
  readonly serviceId?: string;
  readonly extendMethod: string;
  /** Its HTTP ports, where they are known. */
  readonly httpPorts?: readonly number[];
}

/** What is wrong with a setting. */
export interface Misfit {
  /** The name that the component is declared under. */
  readonly name: string;
  /** Where it is declared, such as `settings.Web.minNode`. */
  readonly path: string;
  readonly reason: string;
}

/** A component with what is declared of it. */
export interface Target<Of extends Settable> {
  /** The name that it is declared under. */
  readonly name: string;
  readonly component: Of;
  readonly declared: ComponentSettings;
}

/** Settings held against the components that there are. */
export interface Fit<Of extends Settable> {
  readonly targets: readonly Target<Of>[];
  readonly misfits: readonly Misfit[];
}

/**
 * Finds the component that each name means, and everything that its settings don't fit. A name that was applied to a component goes on meaning it
 * when people give that another display name, or another component this one. Pure.
 */
export function fitSettings<Of extends Settable>(
  settings: Settings | undefined,
  components: readonly Of[],
  applied?: AppliedSettings,
): Fit<Of> {
  const targets: Target<Of>[] = [];
  const misfits: Misfit[] = [];
  for (const [name, declared] of Object.entries(settings ?? {})) {
    const path = `settings.${name}`;
    const [component, ...others] = meantBy(name, components, applied);
    const twin = targets.find((one) => one.component === component);
    if (!component) misfits.push({ name, path, reason: `names no component; there is ${listOf(components)}` });
    else if (others.length > 0) {
      misfits.push({ name, path, reason: `names more than one component; there is ${listOf(components)}` });
    } else if (twin) misfits.push({ name, path, reason: `names the same component as settings.${twin.name}` });
    else {
      targets.push({ name, component, declared });
      misfits.push(...misfitsOf(name, declared, component));
    }
  }
  return { targets, misfits };
}

function meantBy<Of extends Settable>(
  name: string,
  components: readonly Of[],
  applied: AppliedSettings | undefined,
): readonly Of[] {
  const once = applied?.components.find((one) => one.name === name)?.serviceId;
  const meant = components.filter(({ serviceId }) => serviceId !== undefined && serviceId === once);
  if (meant.length > 0) return meant;
  const is = (other: string | undefined): boolean => other?.normalize() === name.normalize();
  return components.filter((one) => is(one.serviceCname) || is(one.serviceAlias) || is(one.serviceKey));
}

function listOf(components: readonly Settable[]): string {
  const names = components.map(({ serviceCname, serviceAlias, serviceKey }) => {
    const alias = serviceAlias === undefined ? "" : `serviceAlias ${serviceAlias}, `;
    return `${serviceCname} (${alias}serviceKey ${serviceKey})`;
  });
  return names.join(", ") || "none at all";
}

function misfitsOf(name: string, { minNode = 1, domains = [] }: ComponentSettings, component: Settable): Misfit[] {
  const { serviceCname, extendMethod, httpPorts } = component;
  const misfits: Misfit[] = [];
  if (minNode > 1 && isSingleton(extendMethod)) {
    const reason = `must be 1: component ${serviceCname} is a singleton (${extendMethod}), which has one replica`;
    misfits.push({ name, path: `settings.${name}.minNode`, reason });
  }
  const isSure = httpPorts?.length === 1;
  const open = domains.findIndex(({ port }) => port === undefined);
  if (httpPorts && !isSure && open >= 0) {
    const reason =
      httpPorts.length === 0
        ? `needs a port: component ${serviceCname} has no HTTP port`
        : `needs a port: component ${serviceCname} has the HTTP ports ${httpPorts.join(", ")}`;
    misfits.push({ name, path: `settings.${name}.domains.${open}`, reason });
  }
  return misfits;
}

/** True for a kind of deployment that the console refuses a second replica. */
function isSingleton(extendMethod: string): boolean {
  return extendMethod.endsWith("_singleton");
}

/** Throws all misfits, if there are any. @param after what is to be said behind them */
export function refuseMisfits(misfits: readonly Misfit[], after = ""): void {
  if (misfits.length === 0) return;
  throw new RainbondError(misfits.map(({ path, reason }) => `${path} ${reason}`).join("; ") + after);
}
