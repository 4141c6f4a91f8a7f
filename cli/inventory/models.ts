import type { UpgradableModel } from "../../provider/console";
import type { GroupLook, NumberedInstall } from "../../provider/lifecycle/observe/group-look";
import { isSameModel } from "../../provider/lifecycle/observe/standing";

/** Which app an install is. */
export type InstalledModel = Pick<UpgradableModel, "appModelId" | "appModelName" | "marketName">;

/** Which of the models that the console counts in the group an install is of; `undefined` where that can't be said. */
export async function modelOf(
  install: NumberedInstall,
  counted: readonly UpgradableModel[],
  look: GroupLook,
): Promise<InstalledModel | undefined> {
  const models = counted.filter(
    (model, index) => counted.findIndex((other) => isSameModel(other.appModelId, model.appModelId)) === index,
  );
  const certain = await Promise.all(
    models.map(async (model) => (await look.ofModel(model.appModelId, [install], () => false)).length > 0),
  );
  const ours = models.filter((_, index) => certain[index]);
  return ours.length === 1 ? ours[0] : undefined;
}
