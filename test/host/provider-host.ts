import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { z } from "zod";
import { EngineStandIn, type Said } from "./engine-stand-in";

/** Properties as they go over the wire. */
export type Properties = Record<string, unknown>;

/** In bytes, as the engine takes them. */
const longestMessage = 400 * 1024 * 1024;

/** A call that failed; `unfinished` is what Pulumi keeps of a resource whose creation or update didn't end well. */
export class CallFailure extends Error {
  constructor(
    message: string,
    readonly unfinished: { id: string; properties: Properties; reasons: string[] } | undefined,
  ) {
    super(message);
  }
}

/** What the engine tells of a resource beside its properties. The dynamic face finds neither: its classes put both among the inputs. */
export interface About {
  readonly urn?: string;
  /** The time limit of the operation, in seconds; 0 for none. */
  readonly timeout?: number;
}

/** A provider's process that has said its port. */
export interface StartedProcess {
  readonly engine: EngineStandIn;
  readonly child: ChildProcess;
  readonly client: ResourceProviderClient;
  /** The lines that it has printed. */
  readonly printed: readonly string[];
}

/** Starts a provider's process, with the address of a stand-in for the engine behind its arguments. */
export async function startProcess(
  command: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd?: string; readonly env: NodeJS.ProcessEnv },
): Promise<StartedProcess> {
  const engine = await EngineStandIn.start();
  const environment = { PATH: process.env["PATH"], ...env };
  const child = spawn(command, [...args, engine.address], {
    cwd,
    env: environment,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const printed: string[] = [];
  const lines = createInterface(child.stdout).on("line", (line) => printed.push(line));
  const [port] = z.tuple([z.string()]).parse(await once(lines, "line"));
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
    "grpc.max_receive_message_length": longestMessage,
  });
  return { engine, child, client, printed };
}

type Callback<Answer> = (error: grpc.ServiceError | null, answer?: Answer) => void;

/** A provider's process, driven as the engine drives it. */
export abstract class ProviderHost {
  private readonly open = new Set<grpc.ClientUnaryCall>();

  protected constructor(private readonly process: StartedProcess) {}

  /** What the provider has shown on resources' rows so far. */
  get said(): readonly Said[] {
    return this.process.engine.said;
  }

  /** All that the process has printed, a line each. */
  get printed(): readonly string[] {
    return this.process.printed;
  }

  /** The process's number. */
  get pid(): number {
    return this.process.child.pid ?? 0;
  }

  /** Settles once the process has ended. */
  get ended(): Promise<unknown> {
    const { child } = this.process;
    const isOver = child.exitCode !== null || child.signalCode !== null;
    return isOver ? Promise.resolve() : once(child, "exit");
  }

  protected get client(): ResourceProviderClient {
    return this.process.client;
  }

  /** Ends the engine and leaves the provider behind, as a killed `pulumi` does. */
  endEngine(): void {
    this.process.engine.stop();
  }

  async check(
    olds: Properties,
    news: Properties,
    { urn = "" }: About = {},
  ): Promise<{ inputs: Properties; failures: [string, string][] }> {
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setOlds(structOf(olds));
    request.setNews(structOf(news));
    const response = await this.ask<messages.CheckResponse>((callback) => this.client.check(request, callback));
    const failures = response.getFailuresList().map((one): [string, string] => [one.getProperty(), one.getReason()]);
    return { inputs: plain(response.getInputs()), failures };
  }

  async diff(
    id: string,
    olds: Properties,
    news: Properties,
    { urn = "" }: About = {},
  ): Promise<{ isChanged: boolean; replaces: string[] }> {
    const request = new messages.DiffRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setOlds(structOf(olds));
    request.setNews(structOf(news));
    const response = await this.ask<messages.DiffResponse>((callback) => this.client.diff(request, callback));
    const changes = response.getChanges();
    if (changes === messages.DiffResponse.DiffChanges.DIFF_UNKNOWN)
      throw new Error("diff left the comparison to the engine");
    return { isChanged: changes === messages.DiffResponse.DiffChanges.DIFF_SOME, replaces: response.getReplacesList() };
  }

  async create(
    inputs: Properties,
    { urn = "", timeout = 0 }: About = {},
  ): Promise<{ id: string; outputs: Properties }> {
    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setTimeout(timeout);
    request.setProperties(structOf(inputs));
    const response = await this.ask<messages.CreateResponse>((callback) => this.client.create(request, callback));
    return { id: response.getId(), outputs: plain(response.getProperties()) };
  }

  /** An empty id means that the resource is gone. */
  async read(
    id: string,
    outputs: Properties,
    { urn = "", timeout = 0 }: About = {},
  ): Promise<{ id: string; outputs: Properties; inputs: Properties }> {
    const request = new messages.ReadRequest();
    request.setUrn(urn);
    request.setTimeout(timeout);
    request.setId(id);
    request.setProperties(structOf(outputs));
    const response = await this.ask<messages.ReadResponse>((callback) => this.client.read(request, callback));
    return { id: response.getId(), outputs: plain(response.getProperties()), inputs: plain(response.getInputs()) };
  }

  async update(
    id: string,
    olds: Properties,
    news: Properties,
    { urn = "", timeout = 0 }: About = {},
  ): Promise<Properties> {
    const request = new messages.UpdateRequest();
    request.setUrn(urn);
    request.setTimeout(timeout);
    request.setId(id);
    request.setOlds(structOf(olds));
    request.setNews(structOf(news));
    const response = await this.ask<messages.UpdateResponse>((callback) => this.client.update(request, callback));
    return plain(response.getProperties());
  }

  async delete(id: string, outputs: Properties, { urn = "", timeout = 0 }: About = {}): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setUrn(urn);
    request.setTimeout(timeout);
    request.setId(id);
    request.setProperties(structOf(outputs));
    await this.ask((callback) => this.client.delete(request, callback));
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.kill();
    this.process.engine.stop();
  }

  /** Kills the process, and settles once it is gone. */
  async kill(): Promise<void> {
    const { ended } = this;
    this.process.child.kill("SIGKILL");
    await ended;
  }

  /** Leaves the process alone in the world, as a killed engine does: its calls, its pipes and the engine's log end. */
  abandon(): void {
    for (const call of this.open) call.cancel();
    this.client.close();
    this.process.engine.stop();
    this.process.child.stdout?.destroy();
  }

  /** Gives the provider its configuration. */
  protected async configure(args: Properties, urn?: string): Promise<void> {
    const request = new messages.ConfigureRequest();
    if (urn !== undefined) request.setUrn(urn);
    request.setArgs(structOf(args));
    await this.ask<messages.ConfigureResponse>((callback) => this.client.configure(request, callback));
  }

  protected ask<Answer>(send: (callback: Callback<Answer>) => grpc.ClientUnaryCall): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = send((error, answer) => {
        this.open.delete(call);
        if (error) reject(failureOf(error));
        else if (answer === undefined) reject(new Error("neither an answer nor an error"));
        else resolve(answer);
      });
      this.open.add(call);
    });
  }
}

/** A failed call, with what Pulumi keeps of an unfinished resource. */
function failureOf(error: grpc.ServiceError): CallFailure {
  const [packed] = error.metadata.get("grpc-status-details-bin");
  if (!(packed instanceof Buffer)) return new CallFailure(error.details, undefined);
  const [any] = Status.deserializeBinary(packed).getDetailsList();
  if (!any) return new CallFailure(error.details, undefined);
  const detail = messages.ErrorResourceInitFailed.deserializeBinary(any.getValue_asU8());
  return new CallFailure(error.details, {
    id: detail.getId(),
    properties: plain(detail.getProperties()),
    reasons: detail.getReasonsList(),
  });
}

const properties = z.record(z.string(), z.unknown());
const json: z.ZodType<Record<string, JavaScriptValue>> = z.record(z.string(), z.json());

/** Properties as a message carries them. */
export function structOf(value: Properties): Struct {
  return Struct.fromJavaScript(json.parse(JSON.parse(JSON.stringify(value))));
}

/** Properties as a message has carried them. */
export function plain(struct: Struct | undefined): Properties {
  return properties.parse(struct?.toJavaScript() ?? {});
}
