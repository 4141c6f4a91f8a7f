import { resolve } from "node:path";
import { loadTimeMs } from "./load-time";
import { listServicesMs } from "./simulator-scale";
import { upTimeSeconds } from "./up-time";

// Prints the speed goals beside what was measured here. Goals, not tests: a busy machine misses them without a defect.
async function main(): Promise<void> {
  const { addedMs, heavy } = loadTimeMs(resolve(__dirname, ".."));
  console.log(`loading pulumi-rainbond adds        ${addedMs.toFixed(1)} ms (goal: at most 20 ms)`);
  console.log(`heavy modules in a program          ${heavy.length === 0 ? "none" : heavy.join(", ")} (goal: none)`);
  console.log(`pulumi up of the example            ${(await upTimeSeconds()).toFixed(1)} s (goal: at most 10 s)`);
  console.log(
    `the simulator lists 50 components   ${(await listServicesMs()).toFixed(1)} ms (goal: at most 5 ms; median of 200 beside 1,000 groups of 5)`,
  );
  console.log("npm test                            see the time that it prints (goal: at most 8 minutes)");
}

void main();
