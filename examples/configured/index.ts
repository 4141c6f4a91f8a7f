import * as pulumi from "@pulumi/pulumi";
import * as rainbond from "pulumi-rainbond";

const config = new pulumi.Config();

const shop = new rainbond.MarketApp("shop", {
  marketUrl: config.require("marketUrl"),
  marketDomain: config.require("marketDomain"),
  marketAccessKey: config.getSecret("marketAccessKey"),
  appModelId: config.require("appModelId"),
  appModelVersion: config.require("appModelVersion"),
  settings: {
    Web: {
      envs: { TITLE: config.require("title") },
      minMemory: 512,
      minNode: 2,
      domains: [{ host: config.require("domain") }],
    },
    Database: { envs: { DB_PASSWORD: config.requireSecret("password") } },
  },
});

export const appId = shop.appId;
export const urls = shop.component("Web").accessUrls;
export const settings = shop.settings;
