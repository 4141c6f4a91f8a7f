import type { TemplateComponent } from "../store";

type Parts = TemplateComponent["parts"];

/**
 * What an upgrade from one template to another changes, a line a component, as the console does it: it takes the new image with a newer build or beside
 * something that it adds, and else only adds. Names only: values may be secrets. Pure.
 */
export function effectsOf(from: readonly TemplateComponent[], to: readonly TemplateComponent[]): string[] {
  return to.flatMap((after) => {
    const before = from.find((one) => one.serviceKey === after.serviceKey);
    const effects = before ? effectsOn(before, after) : [];
    return effects.length === 0 ? [] : [`component ${before?.serviceCname ?? ""}: ${effects.join(", ")}`];
  });
}

function effectsOn(before: TemplateComponent, after: TemplateComponent): string[] {
  const additions = additionsTo(before.parts, after.parts);
  if (after.deployVersion <= before.deployVersion && additions.length === 0) return [];
  const image = before.image === after.image ? "built again" : `image ${before.image} → ${after.image}`;
  const needs = after.needs.some((key) => !before.needs.includes(key)) ? ["a dependency (new)"] : [];
  return [image, ...additions, ...needs];
}

function additionsTo(was: Parts, is: Parts): string[] {
  const fresh = (before: readonly string[], after: readonly string[]): string[] =>
    after.filter((one) => !before.includes(one));
  const namesOf = (items: readonly { readonly name: string }[]): string[] => items.map(({ name }) => name);
  return [
    ...fresh(namesOf(was.envs), namesOf(is.envs)).map((name) => `variable ${name} (new)`),
    ...is.ports.flatMap(({ port, isOuter }) => {
      const known = was.ports.find((one) => one.port === port);
      if (!known) return [`port ${port} (new)`];
      return isOuter && !known.isOuter ? [`port ${port} (marked as open to the outside, without a domain)`] : [];
    }),
    ...fresh(namesOf(was.volumes), namesOf(is.volumes)).map((name) => `volume ${name} (new)`),
    ...is.volumes
      .filter(({ name, content }) => was.volumes.some((one) => one.name === name && one.content !== content))
      .map(({ name }) => `file ${name}`),
    ...((is.probes ?? []).length > (was.probes ?? []).length ? ["a probe (new)"] : []),
    ...fresh(was.monitors, is.monitors).map((name) => `monitor ${name} (new)`),
  ];
}
