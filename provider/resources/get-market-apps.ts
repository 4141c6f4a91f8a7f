import * as pulumi from "@pulumi/pulumi";
import type { GetMarketAppsArgs, GetMarketAppsResult } from "../model/lookups";
import { lookUp } from "./look-up";
import { openKey } from "./look-up-args";
import type { InputsOf } from "./look-up-args";

/** The same as {@link GetMarketAppsArgs}, of values that may not be known yet. */
export type GetMarketAppsOutputArgs = InputsOf<GetMarketAppsArgs>;

/**
 * Lists the apps of a market, a page at a time (`GET …/apps` of the store). Read-only, in previews as well. What the store refuses, and a store that
 * doesn't answer, are errors. In unit tests the mocks are asked for `rainbond:index:getMarketApps`.
 */
export function getMarketApps(args: GetMarketAppsArgs): Promise<GetMarketAppsResult> {
  return lookUp("getMarketApps", args, (lookups, asking) => lookups.getMarketApps(args, asking));
}

/** The same of arguments that may be outputs. As long as one of them isn't known, as in a preview, neither is the result; a secret key makes it no secret. */
export function getMarketAppsOutput(args: GetMarketAppsOutputArgs): pulumi.Output<GetMarketAppsResult> {
  const { marketUrl, marketDomain, marketAccessKey, search, page, pageSize } = args;
  return pulumi
    .all([marketUrl, marketDomain, openKey(marketAccessKey), search, page, pageSize])
    .apply(([url, domain, key, ...rest]) => {
      const [wanted, number, size] = rest;
      const market = { marketUrl: url, marketDomain: domain, marketAccessKey: key };
      return getMarketApps({ ...market, search: wanted, page: number, pageSize: size });
    });
}
