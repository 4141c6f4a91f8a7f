import * as pulumi from "@pulumi/pulumi";
import type { Component } from "pulumi-rainbond";

const config = new pulumi.Config();

const blog = new pulumi.StackReference(`${pulumi.getOrganization()}/market-app/${pulumi.getStack()}`);
const components: pulumi.Output<Component[]> = blog.requireOutput("components");

const web = components.apply((all) => all.find((one) => one.serviceCname === config.require("component")));

export const blogAppId = blog.requireOutput("appId");
export const blogServiceIds = blog.requireOutput("serviceIds");
export const blogUrl = web.apply((component) => component?.accessUrls[0]);
export const blogInnerEndpoint = web.apply((component) => component?.innerEndpoints[0]);
