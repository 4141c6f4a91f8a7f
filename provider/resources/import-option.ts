import type { CustomResourceOptions } from "@pulumi/pulumi";
import { programError } from "./program-error";

/** What does what the option is meant to do, by the class. */
const instead: Readonly<Record<string, string>> = {
  MarketApp:
    "Declare adopt, which takes over an install that is there, or run npx pulumi-rainbond import, which writes the program and a file for pulumi import " +
    "--file; npx pulumi-rainbond inventory lists what there is",
  App: "App.get reads one that is there, and its number is the appId of what is installed into it; npx pulumi-rainbond inventory lists the groups",
};

/** What is registered. */
interface Registered {
  readonly type: string;
  readonly name: string;
  readonly opts: CustomResourceOptions;
}

/** Refuses the option `import`: Pulumi tells the provider of a dynamic resource nothing but the id then, not even which provider it is. */
export function refuseImportOption({ type, name, opts }: Registered): void {
  // Before a transform Pulumi fills in an empty text.
  if (opts.import === undefined || opts.import === "") return;
  const kind = type.split(":").at(-1) ?? "";
  throw programError(
    `${kind} "${name}": Pulumi's option import doesn't work for resources of this kind. ${instead[kind] ?? "Leave it out"}`,
  );
}
