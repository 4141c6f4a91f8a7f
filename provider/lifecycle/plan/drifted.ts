import type { DriftPolicy, MarketAppState } from "../../model";

/**
 * Where the outputs show the drift that asks for an update: a component's image, version or status by its place in the list, and the list where one is
 * missing or too many. The app's version and settings aren't among them: they are inputs as well, and compared as such. Pure.
 */
export function driftedOutputs({ drift, components }: MarketAppState, policy: DriftPolicy): (string | number)[][] {
  return drift
    .filter(({ category }) => policy[category] === "detect")
    .flatMap(({ property, serviceId }) => {
      const index = components.findIndex((component) => component.serviceId === serviceId);
      switch (property) {
        case "image":
        case "version":
        case "status":
          return [index < 0 ? ["components"] : ["components", index, property]];
        case "app":
        case "component":
          return [["components"]];
        default:
          return [];
      }
    });
}
