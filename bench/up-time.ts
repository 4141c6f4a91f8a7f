import { startSimulator } from "../simulator";
import { Engine } from "../test/engine/engine";

/** Seconds that `pulumi up` of the first example takes on the simulator, its clock sped up. */
export async function upTimeSeconds(): Promise<number> {
  const simulator = await startSimulator({ demo: true, speed: 50 });
  const { info, url } = simulator;
  const engine = await Engine.create({ RAINBOND_ENDPOINT: url, RAINBOND_TOKEN: info.adminToken });
  try {
    const project = await engine.example("market-app");
    await project.init("bench", {
      "rainbond:teamId": info.teamId,
      "rainbond:regionName": info.regionName,
      marketUrl: info.storeUrl,
      marketDomain: info.storeDomain,
      marketAccessKey: info.storeKey,
      appModelId: info.appModelId,
      appModelVersion: "1.0",
    });
    const began = performance.now();
    const { exitCode, stdout, stderr } = await project.pulumi(["up", "--yes"]);
    if (exitCode !== 0) throw new Error(`pulumi up failed:\n${stdout}${stderr}`);
    const seconds = (performance.now() - began) / 1000;
    await project.destroy();
    return seconds;
  } finally {
    await engine.dispose();
    await simulator.close();
  }
}
