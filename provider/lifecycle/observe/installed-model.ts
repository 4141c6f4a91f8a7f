import type { UpgradableModel } from "../../console";
import type { GroupLook, NumberedInstall } from "./group-look";
import { isSameModel } from "./standing";

/** Which of the models that the console counts in the group an install is of; `undefined` where that can't be said. */
export async function modelOf(
  install: NumberedInstall,
  counted: readonly UpgradableModel[],
  look: GroupLook,
): Promise<UpgradableModel | undefined> {
  const models = counted.filter(
    (model, index) => counted.findIndex((other) => isSameModel(other.appModelId, model.appModelId)) === index,
  );
  const certain = await Promise.all(
    models.map(async (model) => (await look.ofModel(model.appModelId, [install], () => false)).length > 0),
  );
  const ours = models.filter((_, index) => certain[index]);
  return ours.length === 1 ? ours[0] : undefined;
}
