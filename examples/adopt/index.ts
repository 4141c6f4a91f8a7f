import * as pulumi from "@pulumi/pulumi";
import * as rainbond from "pulumi-rainbond";

const config = new pulumi.Config();

const blog = new rainbond.MarketApp(
  "blog",
  {
    appId: config.requireNumber("appId"),
    adopt: true,
    marketUrl: config.require("marketUrl"),
    marketDomain: config.require("marketDomain"),
    appModelId: config.require("appModelId"),
    appModelVersion: config.require("appModelVersion"),
  },
  { retainOnDelete: true },
);

export const health = blog.health;
export const components = blog.components;
