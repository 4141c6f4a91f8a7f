import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import {
  appInputs,
  appState,
  component,
  driftPolicy,
  finding,
  marketAppInputs,
  marketAppState,
  settings,
} from "../../provider/model";
import { functionModels } from "../../provider/plugin/function-models";
import { docstringsOf, type Documented } from "./docstrings";
import { modelOf, partOf, propertiesOf, type Model, type Spec } from "./properties";

const root = resolve(__dirname, "..", "..");
const app = "provider/resources/app.ts";
const outputs = "provider/model/outputs.ts";
const lookups = "provider/model/lookups.ts";
const settingsArgs = "provider/resources/settings-args.ts";
const packageFile = z
  .object({ version: z.string(), license: z.string(), repository: z.object({ url: z.string() }) })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** Where the source is. Pulumi looks for the executables of a version among its releases. */
const repository = packageFile.repository.url.replace(/^git\+|\.git$/g, "");

/** The schema of the plugin, from the models that its inputs and outputs are parsed with and the docstrings of the classes. */
export function pluginSchema(): Spec {
  const { properties: inputProperties } = providerArguments();
  return {
    name: "rainbond",
    displayName: "Rainbond",
    version: packageFile.version,
    description: "Install Rainbond app-store apps.",
    keywords: ["pulumi", "rainbond", "kubernetes", "category/infrastructure"],
    license: packageFile.license,
    publisher: "pulumi-rainbond",
    homepage: repository,
    repository,
    pluginDownloadURL: repository.replace("https://", "github://api."),
    meta: { moduleFormat: "(.*)" },
    config: { variables: inputProperties },
    provider: { description: docstringsOf("provider/resources/provider.ts", "Provider").text, inputProperties },
    types: types(),
    resources: {
      "rainbond:index:MarketApp": resource(
        "MarketApp",
        { itself: "provider/resources/market-app.ts", args: "provider/resources/market-app-args.ts" },
        modelOf(marketAppInputs),
        modelOf(marketAppState),
      ),
      "rainbond:index:App": resource("App", { itself: app, args: app }, modelOf(appInputs), modelOf(appState)),
    },
    functions: functions(),
    language: {
      nodejs: { respectSchemaVersion: true },
      python: { respectSchemaVersion: true, packageName: "pulumi_rainbond", pyproject: { enabled: true } },
      go: { respectSchemaVersion: true, generateResourceContainerTypes: true },
      csharp: { respectSchemaVersion: true },
    },
  };
}

function resource(name: string, files: { itself: string; args: string }, inputs: Model, state: Model): Spec {
  const [args, itself] = [docstringsOf(files.args, `${name}Args`), docstringsOf(files.itself, name)];
  const inputProperties = propertiesOf(inputs, [args]);
  const isMissed = (key: string): boolean => !String(inputProperties[key]?.["description"]).includes("Default: ");
  const properties = propertiesOf(state, [itself, args]);
  for (const one of Object.values(properties)) {
    delete one["default"];
    delete one["willReplaceOnChanges"];
  }
  return {
    description: `${itself.text}\n\n${examplesOf(name)}`.trim(),
    inputProperties,
    requiredInputs: visible(inputs.declared.required).filter(isMissed),
    properties,
    required: visible(state.filled.required),
    aliases: [{ type: `pulumi-nodejs:dynamic/rainbond:${name}` }],
  };
}

function visible(names: readonly string[]): string[] {
  return names.filter((name) => !name.startsWith("__")).sort();
}

function examplesOf(name: string): string {
  const text = readFileSync(join(__dirname, "examples", `${name}.md`), "utf8").trim();
  return `{{% examples %}}\n## Example Usage\n\n${text}\n{{% /examples %}}`;
}

function types(): Record<string, Spec> {
  const [ofSettings, ofState] = [modelOf(settings), modelOf(marketAppState)];
  const policy = docstringsOf(outputs, "DriftPolicy").text;
  return {
    ...object("Component", docstringsOf(outputs, "Component"), modelOf(component)),
    ...object("Finding", docstringsOf(outputs, "Finding"), modelOf(finding)),
    ...object("DriftPolicy", { text: policy, members: categories() }, modelOf(driftPolicy)),
    ...object("ComponentSettings", docstringsOf(settingsArgs, "ComponentSettingsArgs"), partOf(ofSettings, "*")),
    ...object("Domain", docstringsOf(settingsArgs, "DomainArgs"), partOf(ofSettings, "*", "domains", "*")),
    ...object("Team", { text: "A team.", members: new Map() }, modelOf(functionModels.team)),
    ...object("MarketComponent", docstringsOf(lookups, "MarketComponent"), modelOf(functionModels.marketComponent)),
    ...object("MarketAppSummary", docstringsOf(lookups, "MarketAppSummary"), modelOf(functionModels.marketAppSummary)),
    ...choice("DriftReaction", ["detect", "warn", "ignore"]),
    ...choice("DriftCategory", partOf(ofState, "drift", "*", "category").filled.enum),
    ...choice("Health", partOf(ofState, "health").filled.enum),
  };
}

function object(name: string, docs: Documented, model: Model): Record<string, Spec> {
  const required = visible(model.declared.required);
  const spec = { description: docs.text, type: "object", properties: propertiesOf(model, [docs]), required };
  return { [`rainbond:index:${name}`]: spec };
}

function choice(name: string, values: readonly string[] = []): Record<string, Spec> {
  const { text } = docstringsOf(outputs, name);
  return {
    [`rainbond:index:${name}`]: { description: text, type: "string", enum: values.map((value) => ({ value })) },
  };
}

/** What the docstring of the categories says of each. */
function categories(): Documented["members"] {
  const { text } = docstringsOf(outputs, "DriftCategory");
  const each = [...text.matchAll(/`(\w+)`: ([^`]*(?:`[^`]+`[^:`][^`]*)*?)(?= `\w+`:|$)/g)];
  return new Map(
    each.map(([, name = "", said = ""]) => [
      name,
      { text: said.charAt(0).toUpperCase() + said.slice(1).trim(), type: "" },
    ]),
  );
}

/** A provider's arguments are texts, some of them of a few words, numbers and switches: their types say it all. */
function providerArguments(): { properties: Record<string, Spec> } {
  const { members } = docstringsOf("provider/resources/provider-args.ts", "ProviderArgs");
  const properties = [...members].map(([name, { text, type }]) => {
    const [, kind = "string"] = /Input<(string|number|boolean)/.exec(type) ?? [];
    const isSecret = text.includes("always a secret");
    const spec = {
      type: kind === "number" ? "integer" : kind,
      description: text,
      ...(isSecret ? { secret: true } : {}),
    };
    return [name, spec] as const;
  });
  return { properties: Object.fromEntries(properties) };
}

/** What functions look up is described where programs look it up; the models of the others describe themselves, but for what an `App` has too. */
function functions(): Record<string, Spec> {
  const names = ["MarketArgs", "GetMarketAppArgs", "GetMarketAppResult", "GetMarketAppsArgs", "GetMarketAppsResult"];
  const ofLookups = names.map((name) => docstringsOf(lookups, name));
  const ofAll = [docstringsOf(app, "App"), ...ofLookups];
  return Object.fromEntries(
    Object.entries(functionModels.functions).map(([name, { description, inputs, outputs: returned }]) => [
      `rainbond:index:${name}`,
      {
        description,
        inputs: {
          properties: propertiesOf(modelOf(inputs), ofLookups),
          required: visible(modelOf(inputs).declared.required),
        },
        outputs: {
          properties: propertiesOf(modelOf(returned), ofAll),
          required: visible(modelOf(returned).filled.required),
        },
      },
    ]),
  );
}
