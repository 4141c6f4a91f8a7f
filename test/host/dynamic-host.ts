import { join, resolve } from "node:path";
import { ProviderHost, startProcess, type Properties } from "./provider-host";

/** Where a user's program stands, if a test doesn't say where. */
export const example = join(resolve(__dirname, "..", ".."), "examples", "market-app");
const lean = resolve(__dirname, "..", "engine", "lean.cjs");
const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");

/** How the process starts, where a test wants it otherwise. */
export interface HostOptions {
  /** The folder of the user's program. Default: an example's. */
  cwd?: string;
  /** Options of Node. Default: none. */
  nodeOptions?: readonly string[];
}

/** Pulumi's own dynamic-provider process. */
export class DynamicHost extends ProviderHost {
  /** Starts it where a user's program stands, with this environment and this stack configuration. */
  static async start(
    environment: NodeJS.ProcessEnv,
    configuration: Properties = {},
    { cwd = example, nodeOptions = [] }: HostOptions = {},
  ): Promise<DynamicHost> {
    const env = { PULUMI_NODEJS_PROJECT: "market-app", ...environment };
    const started = await startProcess(process.execPath, ["--require", lean, ...nodeOptions, script], { cwd, env });
    const host = new DynamicHost(started);
    await host.configure(configuration);
    return host;
  }
}
