import type { UpgradableModel } from "../console";
import type { GroupLook, NumberedInstall } from "./group-look";
import { isSameModel } from "./standing";
import { thoseThat } from "./those-that";

/** Which of the models that the console counts in the group an install is of; `undefined` where that can't be said. */
export async function modelOf(
  install: NumberedInstall,
  counted: readonly UpgradableModel[],
  look: GroupLook,
): Promise<UpgradableModel | undefined> {
  const models = counted.filter(
    (model, index) => counted.findIndex((other) => isSameModel(other.appModelId, model.appModelId)) === index,
  );
  const ours = await thoseThat(
    models,
    async ({ appModelId }) => (await look.ofModel(appModelId, [install], () => false)).length > 0,
  );
  return ours.length === 1 ? ours[0] : undefined;
}
