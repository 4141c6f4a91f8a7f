import { marketAppKind } from "../../provider/kinds/market-app";
import { marketAppProvider } from "../../provider/resources/provider-text";
import type { Imported } from "./recorded";

const type = "pulumi-nodejs:dynamic/rainbond:MarketApp";

/**
 * What `pulumi import --file` reads: each resource with its inputs and its outputs, since it reads none from a server then. Both hold the text by which
 * Pulumi finds our provider.
 */
export function importFile(imported: readonly Imported[]): string {
  const resources = imported.map(({ name, state }) => ({
    type,
    name,
    id: marketAppKind.idOf(state),
    inputs: { ...marketAppKind.observedInputs(state), __provider: marketAppProvider },
    outputs: { ...state, __provider: marketAppProvider },
  }));
  return `${JSON.stringify({ resources }, undefined, 2)}\n`;
}
