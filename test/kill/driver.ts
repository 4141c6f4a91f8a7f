import { example } from "../host/dynamic-host";
import type { ProviderHost } from "../host/provider-host";
import { perform } from "./engine-steps";
import type { Face } from "./faces";
import { Run, storedSchema, type Stored } from "./run";
import type { StackMaker } from "./stage";
import type { Operation, Running, Stack, StackState } from "./stack";

/**
 * Does with the real provider process of a face what Pulumi's engine does with it: the same calls in the same order, and the same state kept after
 * each success, partial failure, death of the provider and death of the engine itself. No preview before an `up`.
 */
export class Driver implements Stack {
  private readonly hosts = new Set<ProviderHost>();
  private readonly stored: Stored;

  private constructor(
    private readonly face: Face,
    private readonly environment: NodeJS.ProcessEnv,
    /** Where the user's program stands. */
    private readonly folder: string,
    stored: Stored,
  ) {
    this.stored = { ...stored };
  }

  /** Makes empty stacks whose programs declare apps through this face. */
  static maker(face: Face): StackMaker {
    const nothing = { resources: {}, pending: [], isLocked: false };
    return (environment) => Promise.resolve(new Driver(face, environment, example, nothing));
  }

  /** The same stack where the user's program stands in this folder. */
  in(folder: string): Driver {
    return new Driver(this.face, this.environment, folder, this.stored);
  }

  copy(url: string): Promise<Driver> {
    const known = this.environment["RAINBOND_ENDPOINT"] ?? "";
    const stored = storedSchema.parse(JSON.parse(JSON.stringify(this.stored).replaceAll(known, url)));
    return Promise.resolve(new Driver(this.face, { ...this.environment, RAINBOND_ENDPOINT: url }, this.folder, stored));
  }

  state(): Promise<StackState> {
    const { pending } = this.stored;
    const resources = Object.entries(this.stored.resources).map(([name, { id, inputs, outputs, initErrors }]) => {
      return [name, { id, inputs, outputs, initErrors }] as const;
    });
    return Promise.resolve({ resources: Object.fromEntries(resources), pending });
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
      return new Run(this.face, this.stored, undefined, () => Promise.resolve());
    }
    if (this.stored.isLocked && operation.kind !== "preview") throw new Error("the stack is locked: cancel first");
    const start = async (): Promise<ProviderHost> => {
      const host = await this.face.start({ ...this.environment, ...environment }, this.folder);
      this.hosts.add(host);
      return host;
    };
    return new Run(this.face, this.stored, start, (run) => perform(run, operation));
  }
}
