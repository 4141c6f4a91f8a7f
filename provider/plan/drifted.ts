import type { DriftPolicy, MarketAppState } from "../model";

const ofOne: readonly string[] = ["image", "version", "status"];
const ofList: readonly string[] = ["app", "component"];

/**
 * Where the outputs show the drift that asks for an update: a component's image, version or status by its place in the list, and the list where one is
 * missing or too many. The app's version and settings aren't among them: they are inputs as well, and compared as such. Pure.
 */
export function driftedOutputs({ drift, components }: MarketAppState, policy: DriftPolicy): (string | number)[][] {
  return drift
    .filter(({ category, property }) => policy[category] === "detect" && [...ofOne, ...ofList].includes(property))
    .map(({ property, serviceId }) => {
      const index = components.findIndex((component) => component.serviceId === serviceId);
      return index >= 0 && ofOne.includes(property) ? ["components", index, property] : ["components"];
    });
}
