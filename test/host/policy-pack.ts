// A policy pack, run as Pulumi runs one: it allows none of our resources, says what it sees of each, and counts those of a stack.
import { PolicyPack, validateResourceOfType, validateStackResourcesOfType } from "@pulumi/policy";
import { App, MarketApp, Provider } from "pulumi-rainbond";

new PolicyPack("none-of-ours", {
  enforcementLevel: "mandatory",
  policies: [
    {
      name: "no-market-app",
      description: "no MarketApp",
      validateResource: validateResourceOfType(MarketApp, ({ appModelVersion }, _, report) => {
        report(`MarketApp at ${appModelVersion}`);
      }),
    },
    {
      name: "no-app",
      description: "no App",
      validateResource: validateResourceOfType(App, ({ appName }, _, report) => {
        report(`App ${String(appName)}`);
      }),
    },
    {
      name: "no-provider",
      description: "no Provider",
      validateResource: validateResourceOfType(Provider, (_provider, { name }, report) => {
        report(`Provider ${name}`);
      }),
    },
    {
      name: "few",
      description: "few MarketApps",
      validateStack: validateStackResourcesOfType(MarketApp, (apps, _, report) => {
        report(`${apps.length} MarketApps`);
      }),
    },
  ],
});
