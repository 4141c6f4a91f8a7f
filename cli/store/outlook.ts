import { effectsOf } from "../../provider/templates/upgrade-effects";
import { outlookOf } from "../../provider/templates/upgrade-outlook";
import { isOlder, isOlderTemplate } from "../../provider/templates/version-order";
import { marketFrom, templateOf, type Asking } from "../../provider/lookups";
import type { NamedMarket } from "../../provider/model";

/** Two versions of an app. */
export interface Step {
  readonly from: string;
  readonly to: string;
}

/** What an upgrade in place would come to, by the two templates. */
export interface UpgradeOutlook extends Step {
  /** True if `to` is the older one: the console would answer success and do nothing. */
  readonly isDowngrade: boolean;
  /** What fails it; one item is enough. */
  readonly refuses: readonly string[];
  /** What it would change. */
  readonly does: readonly string[];
  /** What the new version changes and the upgrade would leave as it is. */
  readonly leaves: readonly string[];
}

/** What an upgrade from one version to the other would do, leave and refuse. Throws what the store refuses. */
export async function outlookOfUpgrade(
  named: NamedMarket,
  appModelId: string,
  { from, to }: Step,
  asking: Asking,
): Promise<UpgradeOutlook> {
  const market = marketFrom(named, asking);
  const [before, after] = await Promise.all([
    templateOf(market, appModelId, from, asking),
    templateOf(market, appModelId, to, asking),
  ]);
  const { refused, left } = outlookOf(before.components, after.components);
  const isDowngrade = isOlderTemplate(after.components, before.components) ?? isOlder(to, from);
  const does = isDowngrade || refused.length > 0 ? [] : effectsOf(before.components, after.components);
  return { from, to, isDowngrade, refuses: refused, does, leaves: left };
}
