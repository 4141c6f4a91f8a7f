import * as pulumi from "@pulumi/pulumi";
import * as rainbond from "pulumi-rainbond";

const config = new pulumi.Config();

const blog = new rainbond.MarketApp("blog", {
  marketUrl: config.require("marketUrl"),
  marketDomain: config.require("marketDomain"),
  marketAccessKey: config.getSecret("marketAccessKey"),
  appModelId: config.require("appModelId"),
  appModelVersion: config.require("appModelVersion"),
});

export const appId = blog.appId;
export const serviceIds = blog.serviceIds;
export const components = blog.components;
