import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
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

/** A call that failed; `unfinished` is what Pulumi keeps of a resource whose creation or update didn't end well. */
export class CallFailure extends Error {
  constructor(
    message: string,
    readonly unfinished: { id: string; properties: Properties; reasons: string[] } | undefined,
  ) {
    super(message);
  }
}

/** Where a user's program stands, if a test doesn't say where. */
export const example = join(resolve(__dirname, "..", ".."), "examples", "market-app");
const lean = resolve(__dirname, "..", "engine", "lean.cjs");
const ownScript = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
const properties = z.record(z.string(), z.unknown());

/** How the process starts, where a test wants it otherwise. */
export interface HostOptions {
  /** The folder of the user's program. Default: an example's. */
  cwd?: string;
  /** Options of Node. Default: none. */
  nodeOptions?: readonly string[];
  /** What Node runs. Default: the SDK's own script. */
  script?: string;
}

/** Pulumi's own dynamic-provider process, driven as the engine drives it. */
export class DynamicHost {
  private readonly open = new Set<grpc.ClientUnaryCall>();

  private constructor(
    private readonly engine: EngineStandIn,
    private readonly child: ChildProcess,
    private readonly client: ResourceProviderClient,
  ) {}

  /** Starts it where a user's program stands, with this environment and this stack configuration. */
  static async start(
    environment: NodeJS.ProcessEnv,
    configuration: Properties = {},
    { cwd = example, nodeOptions = [], script = ownScript }: HostOptions = {},
  ): Promise<DynamicHost> {
    const engine = await EngineStandIn.start();
    const child = spawn(process.execPath, ["--require", lean, ...nodeOptions, script, engine.address], {
      cwd,
      env: { PATH: process.env["PATH"], PULUMI_NODEJS_PROJECT: "market-app", ...environment },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [port] = z.tuple([z.string()]).parse(await once(createInterface(child.stdout), "line"));
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const host = new DynamicHost(engine, child, client);
    const request = new messages.ConfigureRequest();
    request.setArgs(structOf(configuration));
    await host.answerOf<messages.ConfigureResponse>((callback) => client.configure(request, callback));
    return host;
  }

  /** What the provider has shown on resources' rows so far. */
  get said(): readonly Said[] {
    return this.engine.said;
  }

  /** The provider process's number. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Settles once the provider process has ended. */
  get ended(): Promise<unknown> {
    const isOver = this.child.exitCode !== null || this.child.signalCode !== null;
    return isOver ? Promise.resolve() : once(this.child, "exit");
  }

  /** Ends the engine and leaves the provider behind, as a killed `pulumi` does. */
  endEngine(): void {
    this.engine.stop();
  }

  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: [string, string][] }> {
    const request = new messages.CheckRequest();
    request.setOlds(structOf(olds));
    request.setNews(structOf(news));
    const response = await this.answerOf<messages.CheckResponse>((callback) => this.client.check(request, callback));
    const failures = response.getFailuresList().map((one): [string, string] => [one.getProperty(), one.getReason()]);
    return { inputs: plain(response.getInputs()), failures };
  }

  async diff(id: string, olds: Properties, news: Properties): Promise<{ isChanged: boolean; replaces: string[] }> {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setOlds(structOf(olds));
    request.setNews(structOf(news));
    const response = await this.answerOf<messages.DiffResponse>((callback) => this.client.diff(request, callback));
    const changes = response.getChanges();
    if (changes === messages.DiffResponse.DiffChanges.DIFF_UNKNOWN)
      throw new Error("diff left the comparison to the engine");
    return { isChanged: changes === messages.DiffResponse.DiffChanges.DIFF_SOME, replaces: response.getReplacesList() };
  }

  async create(inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const request = new messages.CreateRequest();
    request.setProperties(structOf(inputs));
    const response = await this.answerOf<messages.CreateResponse>((callback) => this.client.create(request, callback));
    return { id: response.getId(), outputs: plain(response.getProperties()) };
  }

  /** An empty id means that the resource is gone. */
  async read(id: string, outputs: Properties): Promise<{ id: string; outputs: Properties; inputs: Properties }> {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setProperties(structOf(outputs));
    const response = await this.answerOf<messages.ReadResponse>((callback) => this.client.read(request, callback));
    return { id: response.getId(), outputs: plain(response.getProperties()), inputs: plain(response.getInputs()) };
  }

  async update(id: string, olds: Properties, news: Properties): Promise<Properties> {
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setOlds(structOf(olds));
    request.setNews(structOf(news));
    const response = await this.answerOf<messages.UpdateResponse>((callback) => this.client.update(request, callback));
    return plain(response.getProperties());
  }

  async delete(id: string, outputs: Properties): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setProperties(structOf(outputs));
    await this.answerOf((callback) => this.client.delete(request, callback));
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.kill();
    this.engine.stop();
  }

  /** Kills the process, and settles once it is gone. */
  async kill(): Promise<void> {
    const { ended } = this;
    this.child.kill("SIGKILL");
    await ended;
  }

  /** Leaves the process alone in the world, as a killed engine does: its calls, its pipes and the engine's log end. */
  abandon(): void {
    for (const call of this.open) call.cancel();
    this.client.close();
    this.engine.stop();
    this.child.stdout?.destroy();
  }

  private answerOf<Answer>(send: (callback: Callback<Answer>) => grpc.ClientUnaryCall): Promise<Answer> {
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

type Callback<Answer> = (error: grpc.ServiceError | null, answer?: Answer) => void;

/** A failed call, with what Pulumi keeps of an unfinished resource. */
export function failureOf(error: grpc.ServiceError): CallFailure {
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

const json: z.ZodType<Record<string, JavaScriptValue>> = z.record(z.string(), z.json());

function structOf(value: Properties): Struct {
  return Struct.fromJavaScript(json.parse(JSON.parse(JSON.stringify(value))));
}

function plain(struct: Struct | undefined): Properties {
  return properties.parse(struct?.toJavaScript() ?? {});
}
