import { DynamicHost, example, type HostOptions } from "../host/dynamic-host";
import { bundledProvider } from "./bundled-provider";
import { perform } from "./engine-steps";
import { Run, storedSchema, type Stored } from "./run";
import type { StackMaker } from "./stage";
import type { Operation, Running, Stack, StackState } from "./stack";

/**
 * Does with the real dynamic-provider process what Pulumi's engine does with it: the same calls in the same order, and the same state kept after
 * each success, partial failure, death of the provider and death of the engine itself. No preview before an `up`.
 */
export class Driver implements Stack {
  private readonly hosts = new Set<DynamicHost>();
  private readonly stored: Stored;

  private constructor(
    private readonly environment: NodeJS.ProcessEnv,
    private readonly options: HostOptions,
    stored: Stored,
  ) {
    this.stored = { ...stored };
  }

  /** Makes empty stacks. */
  static maker(options: HostOptions = {}): StackMaker {
    const nothing = { resources: {}, pending: [], isLocked: false };
    return (environment) => Promise.resolve(new Driver(environment, options, nothing));
  }

  /** The same stack with provider processes that start otherwise. */
  with(options: HostOptions): Driver {
    return new Driver(this.environment, { ...this.options, ...options }, this.stored);
  }

  copy(url: string): Promise<Driver> {
    const known = this.environment["RAINBOND_ENDPOINT"] ?? "";
    const stored = storedSchema.parse(JSON.parse(JSON.stringify(this.stored).replaceAll(known, url)));
    return Promise.resolve(new Driver({ ...this.environment, RAINBOND_ENDPOINT: url }, this.options, stored));
  }

  state(): Promise<StackState> {
    const { resources, pending } = this.stored;
    return Promise.resolve({ resources, pending });
  }

  isLocked(): Promise<boolean> {
    return Promise.resolve(this.stored.isLocked);
  }

  async close(): Promise<void> {
    await Promise.all([...this.hosts].map((host) => host.stop()));
    this.hosts.clear();
  }

  begin(operation: Operation, environment: NodeJS.ProcessEnv): Running {
    if (operation.kind === "cancel") {
      this.stored.isLocked = false;
      return new Run(this.stored, undefined, () => Promise.resolve());
    }
    if (this.stored.isLocked && operation.kind !== "preview") throw new Error("the stack is locked: cancel first");
    const start = async (): Promise<DynamicHost> => {
      const script = await bundledProvider(this.options.cwd ?? example);
      const host = await DynamicHost.start({ ...this.environment, ...environment }, {}, { ...this.options, script });
      this.hosts.add(host);
      return host;
    };
    return new Run(this.stored, start, (run) => perform(run, operation));
  }
}
