import { RainbondError } from "../../provider/errors";
import { installOutlook } from "../../provider/templates/installability";
import { marketFrom, publishedVersions, templateOf, type Asking, type PublishedVersion } from "../../provider/lookups";
import type { NamedMarket } from "../../provider/model";
import { shown } from "../../provider/screen";
import type { Choice, Questions } from "./questions";

/** A version of an app that can be installed. */
export interface Version {
  readonly appModelId: string;
  readonly appModelVersion: string;
  /** What the store calls the app. */
  readonly modelName: string;
  /** What may stand in the way on some consoles and in some teams. */
  readonly doubts: readonly string[];
}

/** The version that is given, that a person chooses, or, where nobody can be asked, the newest one. Throws where it can't be installed by the API. */
export async function versionFor(
  given: string | undefined,
  { market: named, appModelId }: { market: NamedMarket; appModelId: string },
  asking: Asking,
  ask: Questions,
): Promise<Version> {
  const market = marketFrom(named, asking);
  ask.say("Looking for the app's versions …");
  const { model, versions } = await publishedVersions(market, appModelId, asking);
  const choices = versions.map((version) => choiceOf(appModelId, version));
  const [newest] = choices;
  if (!newest) throw new RainbondError(`--app: the app store has no version of ${model.name}`);
  const question = { option: "--app-version", asks: "Which version?" };
  const appModelVersion = given ?? (await ask.choose(question, choices, newest.value));
  ask.say(`Looking into version ${shown(appModelVersion)} …`);
  const template = await templateOf(market, appModelId, appModelVersion, asking);
  const { refused, doubts } = installOutlook(appModelId, appModelVersion, template);
  if (refused.length > 0) {
    const why = refused.join("; ");
    throw new RainbondError(`--app-version: Rainbond's API can't install ${model.name} ${appModelVersion}: ${why}`);
  }
  return { appModelId, appModelVersion, modelName: model.name, doubts };
}

function choiceOf(appModelId: string, { version, answer }: PublishedVersion): Choice {
  const isRefused = answer?.outcome === "found" && installOutlook(appModelId, version, answer).refused.length > 0;
  return { value: version, label: isRefused ? `${version} (can't be installed by the API)` : version };
}
