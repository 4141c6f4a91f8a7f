/** The types under which Pulumi knows our resources: of the dynamic face and of the plugin. */
const ofResource = /^(?:pulumi-nodejs:dynamic\/rainbond|rainbond:index):(MarketApp|App)$/;

/** Which of our resources a type is of, whichever face serves it; `undefined` for what isn't ours. */
export function resourceOfType(type: string): "MarketApp" | "App" | undefined {
  const name = ofResource.exec(type)?.[1];
  return name === "MarketApp" || name === "App" ? name : undefined;
}

/** The type of the resource that a URN is of: without those of what it lies in. */
export function typeIn(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
