import { z } from "zod";
import { noParts, noWorkload } from "../console/apps/new-component";
import { hexId } from "../state/identifiers";
import type { AppGroup, Component } from "../state/records";
import type { World } from "../world";

/** The body of `POST /simulator/apps/{appId}`: a component from an image. */
export const handMadeSchema = z.strictObject({ cname: z.string().min(1), image: z.string().min(1) });

/** Makes a running component in an app group as a person does in the web console: no install knows it. */
export function makeByHand(world: World, app: AppGroup, { cname, image }: z.infer<typeof handMadeSchema>): Component {
  const serviceId = hexId();
  const alias = `gr${serviceId.slice(-6)}`;
  const component: Component = {
    ...{ serviceId, alias, k8sComponentName: alias, cname, image },
    ...{ teamId: app.teamId, regionName: app.regionName, appId: app.appId, groupId: 0, source: null },
    ...{ serviceKey: "", shareUuid: "", serviceSource: "docker_image", serviceType: "application", arch: "amd64" },
    ...{ createStatus: "complete", deployVersion: "", version: image.split(":").at(-1) ?? "", cmd: "" },
    ...{
      extendMethod: "stateless_multiple",
      minNode: 1,
      minCpu: 80,
      containerGpu: 0,
      minMemory: 512,
      totalMemory: 512,
    },
    ...{ creatorId: 1, isBuildUpgrade: true, updatedAt: world.clock.stamp() },
    ...noParts(),
    workload: { ...noWorkload(), isKnown: true, status: "running", hasVersion: true, builtImage: image, podEnvs: {} },
  };
  world.state.components.add(component);
  return component;
}
