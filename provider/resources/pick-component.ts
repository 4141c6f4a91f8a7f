import type { Component } from "../model/outputs";

/**
 * The one component that has this `serviceCname`, `serviceAlias`, `serviceKey` or `serviceId`.
 * None, or more than one, is an error that lists what there is.
 */
export function pickComponent(components: readonly Component[], key: string): Component {
  const hits = components.filter((one) =>
    [one.serviceCname, one.serviceAlias, one.serviceKey, one.serviceId].includes(key),
  );
  const [only] = hits;
  if (only && hits.length === 1) return only;
  const present = components.map((one) => `${one.serviceCname} (serviceAlias ${one.serviceAlias})`).join(", ");
  throw new Error(
    `${hits.length === 0 ? "no" : "more than one"} component is called "${key}"; there is ${present || "none at all"}. ` +
      "A component is named by its serviceCname, serviceAlias, serviceKey or serviceId",
  );
}
