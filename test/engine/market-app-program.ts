import type { SimulatorInfo } from "../../simulator";

/** The arguments that install the simulator's first model from its store. */
export function demoArguments(info: SimulatorInfo): Record<string, unknown> {
  return {
    teamId: info.teamId,
    regionName: info.regionName,
    marketUrl: info.storeUrl,
    marketDomain: info.storeDomain,
    marketAccessKey: info.storeKey,
    appModelId: info.appModelId,
    appModelVersion: "1.0",
  };
}

/**
 * A program with one `MarketApp`.
 * @param options source text of the resource's options
 */
export function marketAppProgram(args: Record<string, unknown>, name = "blog", options = "{}"): string {
  return `
import * as rainbond from "pulumi-rainbond";
const app = new rainbond.MarketApp(${JSON.stringify(name)}, ${JSON.stringify(args)}, ${options});
export const appId = app.appId;
export const components = app.components;
`;
}
