import * as pulumi from "@pulumi/pulumi";

/** True in a unit test with Pulumi's mocks, which answer in place of every server. */
export function isMocked(): boolean {
  const monitor: unknown = pulumi.runtime.getMonitor();
  return typeof monitor === "object" && monitor !== null && "mocks" in monitor;
}
