import * as pulumi from "@pulumi/pulumi";
import type { GetMarketAppArgs, GetMarketAppResult } from "../model/lookups";
import { lookUp } from "./look-up";
import { openKey } from "./look-up-args";
import type { InputsOf } from "./look-up-args";

/** The same as {@link GetMarketAppArgs}, of values that may not be known yet. */
export type GetMarketAppOutputArgs = InputsOf<GetMarketAppArgs>;

/**
 * Looks an app up in an app store: its versions, the newest of a range, that one's components, and whether it can be installed by Rainbond's API.
 *
 * Read-only, in previews as well; it asks the store alone (`GET …/apps/{appModelId}` and its newest versions), once in a run. A version that is found so
 * may be another one in the next run: that is the program's explicit wish. What the store refuses, a store that doesn't answer, and a range that fits no
 * version are errors. In unit tests the mocks are asked for `rainbond:index:getMarketApp`.
 */
export function getMarketApp(args: GetMarketAppArgs): Promise<GetMarketAppResult> {
  return lookUp("getMarketApp", args, (lookups, asking) => lookups.getMarketApp(args, asking));
}

/** The same of arguments that may be outputs. As long as one of them isn't known, as in a preview, neither is the result; a secret key makes it no secret. */
export function getMarketAppOutput(args: GetMarketAppOutputArgs): pulumi.Output<GetMarketAppResult> {
  const { marketUrl, marketDomain, marketAccessKey, appModelId, range } = args;
  return pulumi
    .all([marketUrl, marketDomain, openKey(marketAccessKey), appModelId, range])
    .apply(([url, domain, key, model, versions]) =>
      getMarketApp({ marketUrl: url, marketDomain: domain, marketAccessKey: key, appModelId: model, range: versions }),
    );
}
