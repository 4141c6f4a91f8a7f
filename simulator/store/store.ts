import { z } from "zod";

const answerSchema = z.strictObject({ status: z.int(), body: z.unknown().optional() });

const versionSchema = z.strictObject({
  version: z.string(),
  arch: z.string().nullish(),
  rainbondVersion: z.string().default(""),
  templateType: z.string().default("RAM"),
  updateVersion: z.int().default(1),
  isPlugin: z.boolean().default(false),
  createTime: z.string(),
  updateTime: z.string(),
  template: z.record(z.string(), z.unknown()),
});

const modelSchema = z.strictObject({
  appModelId: z.string().min(1),
  name: z.string(),
  description: z.string().default(""),
  createTime: z.string(),
  updateTime: z.string(),
  versions: z.array(versionSchema),
});

const errorsSchema = z.strictObject({
  wrongAccessKey: answerSchema,
  unknownModel: answerSchema,
  unknownVersion: answerSchema,
});

/** The body of `POST /simulator/store`: an app store's key, domain, models and ways to refuse. */
export const storeEntriesSchema = z.strictObject({
  about: z.string().optional(),
  accessKey: z.string(),
  domain: z.string(),
  type: z.string().default("rainstore"),
  models: z.array(modelSchema),
  errors: errorsSchema.optional(),
});

/** Store entries as they are loaded. */
export type StoreEntries = z.infer<typeof storeEntriesSchema>;

/** A template with its versions, in the store's own order. */
export type StoreModel = z.infer<typeof modelSchema>;

/** One version of a template. */
export type StoreVersion = z.infer<typeof versionSchema>;

/** How the store refuses: status and body for a wrong key, an unknown model, an unknown version. */
export type StoreErrors = z.infer<typeof errorsSchema>;

const usualErrors: StoreErrors = {
  wrongAccessKey: { status: 401, body: { code: 401, msg: "token invalid" } },
  unknownModel: { status: 404, body: { code: 404, msg: "app not found" } },
  unknownVersion: { status: 404, body: { code: 404, msg: "version not found" } },
};

/** What the app store offers. */
export class Store {
  accessKey = "";
  domain = "";
  errors = usualErrors;
  readonly models = new Map<string, StoreModel>();

  constructor() {
    this.reset();
  }

  /** Empties the store and restores its own key and domain. */
  reset(): void {
    this.accessKey = "simulator-store-key";
    this.domain = "rainbond";
    this.errors = usualErrors;
    this.models.clear();
  }

  /** Adds entries; a model of the same id is replaced, and key, domain and refusals are those loaded last. */
  load(entries: StoreEntries): void {
    this.accessKey = entries.accessKey;
    this.domain = entries.domain;
    this.errors = entries.errors ?? usualErrors;
    for (const model of entries.models) this.models.set(model.appModelId, model);
  }

  /** Returns everything as `load` takes it. */
  entries(): StoreEntries {
    const { accessKey, domain, errors } = this;
    return { accessKey, domain, type: "rainstore", models: [...this.models.values()], errors };
  }

  /** Adds the versions of a model; a version of the same name is replaced. */
  add(model: StoreModel): void {
    const names = model.versions.map((each) => each.version);
    const kept = (this.models.get(model.appModelId)?.versions ?? []).filter((each) => !names.includes(each.version));
    this.models.set(model.appModelId, { ...model, versions: [...model.versions, ...kept] });
  }
}
