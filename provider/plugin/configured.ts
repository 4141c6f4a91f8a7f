import type { Config } from "@pulumi/pulumi/dynamic";
import {
  CheckFailure,
  CheckResponse,
  ConfigureResponse,
  DiffResponse,
  type CheckRequest,
  type ConfigureRequest,
  type DiffRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { isDeepStrictEqual } from "node:util";
import type { Wire } from "../kinds/resource-kind";
import { configure as configureOperations } from "../run/operations";
import { providerArguments } from "./schema";
import { close, open, type Path } from "./values";

const secretArguments: readonly Path[] = [["token"], ["marketAccessKey"]];

/** Refuses arguments that there aren't. Values are judged where they are used, with those of the environment. */
export function checkConfig(request: CheckRequest): CheckResponse {
  const { plain, secrets } = open(request.getNews());
  const response = new CheckResponse();
  response.setInputs(close(plain, [...secrets, ...secretArguments]));
  // A stack's configuration may hold more than a provider takes, for other tools.
  const unknown = isDefault(request, plain)
    ? []
    : Object.keys(plain).filter((key) => !providerArguments().has(key) && !isOfPulumi(key));
  for (const key of unknown) {
    const failure = new CheckFailure();
    failure.setProperty(key);
    failure.setReason("isn't an argument of the provider");
    response.addFailures(failure);
  }
  return response;
}

/** A changed argument never replaces what the provider has made: whether another address is the same console, each operation asks the console. */
export function diffConfig(request: DiffRequest): DiffResponse {
  const [olds, news] = [open(request.getOldInputs()).plain, open(request.getNews()).plain];
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((key) => !isOfPulumi(key));
  const changed = keys.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
  const response = new DiffResponse();
  const { DIFF_SOME, DIFF_NONE } = DiffResponse.DiffChanges;
  response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList(changed);
  return response;
}

/** Takes the arguments of an explicit provider for such, and those of the default one for the stack's configuration, which they come from. */
export function configure(request: ConfigureRequest): ConfigureResponse {
  const { plain } = open(request.getArgs());
  const prefix = isDefault(request, plain) ? "rainbond:" : "rainbond-provider:";
  const config: Config = {
    get: (key) => asText(key.startsWith(prefix) ? plain[key.slice(prefix.length)] : undefined),
    require: (key) => config.get(key) ?? "",
  };
  configureOperations(config);
  const response = new ConfigureResponse();
  response.setAcceptsecrets(true);
  response.setAcceptresources(true);
  response.setAcceptoutputs(false);
  response.setSupportspreview(true);
  return response;
}

function asText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What Pulumi itself gives a provider. */
function isOfPulumi(key: string): boolean {
  return key === "version" || key === "pluginDownloadURL" || key.startsWith("__");
}

/**
 * The provider of resources that name none: Pulumi's own, which bears the plugin's version in its name, as `default_0_1_0`, and the place that it is fetched
 * from. A program's that is named `default` has a version beside it, but for one in YAML that declares none: that one can't be told apart.
 */
function isDefault(request: { readonly getUrn: () => string | undefined }, { version }: Wire): boolean {
  const name = request.getUrn()?.split("::").slice(3).join("::") ?? "";
  if (typeof version !== "string") return /^default(_.*[./].*)?$/.test(name);
  const own = `default_${version.replace(/[.+-]/g, "_")}`;
  return name === own || name.startsWith(`${own}_`);
}
