import * as pulumi from "@pulumi/pulumi";
import * as rainbond from "pulumi-rainbond";

const config = new pulumi.Config();

/** Installs the app on the console of an environment, whose settings have the environment's name as their namespace. */
function installOn(environment: string): rainbond.MarketApp {
  const settings = new pulumi.Config(environment);
  const provider = new rainbond.Provider(
    environment,
    {
      endpoint: settings.require("endpoint"),
      teamId: settings.require("teamId"),
      regionName: settings.require("regionName"),
      destroyProtection: settings.getBoolean("destroyProtection"),
    },
    { envVarMappings: { [`RAINBOND_TOKEN_${environment.toUpperCase()}`]: "RAINBOND_TOKEN" } },
  );
  const app = {
    marketUrl: config.require("marketUrl"),
    marketDomain: config.require("marketDomain"),
    marketAccessKey: config.getSecret("marketAccessKey"),
    appModelId: config.require("appModelId"),
    appModelVersion: settings.require("appModelVersion"),
  };
  return new rainbond.MarketApp(`blog-${environment}`, app, { provider });
}

const staging = installOn("staging");
const production = installOn("production");

export const stagingUrl = staging.component("Web").accessUrls[0];
export const productionUrl = production.component("Web").accessUrls[0];
