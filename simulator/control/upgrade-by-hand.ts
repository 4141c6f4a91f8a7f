import { admin } from "../console/call/authentication";
import { imageOf, parseTemplate } from "../console/models/template";
import type { InstallGroup } from "../state/records";
import type { World } from "../world";

/** Upgrades one install as the web console does: all its components, and the version that the group shows. False if the store lacks it. */
export function upgradeByHand(world: World, group: InstallGroup, versionName: string): boolean {
  const version = world.store.models.get(group.modelId)?.versions.find((each) => each.version === versionName);
  if (version === undefined) return false;
  const template = parseTemplate(JSON.stringify(version.template));
  group.version = versionName;
  for (const component of world.state.components.all()) {
    const target = template.apps.find((each) => each.service_key === component.serviceKey);
    if (component.groupId !== group.groupId || target === undefined) continue;
    component.image = imageOf(target);
    component.version = target.version;
    component.deployVersion = target.deploy_version ?? "";
    component.updatedAt = world.clock.stamp();
    if (component.source !== null) component.source.version = versionName;
    world.cluster.lifeCycle.run(component, "build", admin.nickName);
  }
  return true;
}
