import * as pulumi from "@pulumi/pulumi";
import type { Component } from "pulumi-rainbond";

const name = new pulumi.Config().get("component") ?? "Web";

const blog = new pulumi.StackReference(`${pulumi.getOrganization()}/market-app/${pulumi.getStack()}`);
const component = blog.requireOutput("components").apply((components: Component[]) => {
  const found = components.find((one) => one.serviceCname === name);
  const names = components.map((one) => one.serviceCname).join(", ");
  if (!found) throw new Error(`market-app has no component "${name}", only ${names}`);
  return found;
});

export const blogAppId = blog.requireOutput("appId");
export const blogServiceIds = blog.requireOutput("serviceIds");
export const serviceId = component.serviceId;
export const url = component.accessUrls[0];
export const innerEndpoint = component.innerEndpoints[0];
