import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { z } from "zod";
import { failureOf, type Properties } from "./dynamic-host";
import { EngineStandIn, type Said } from "./engine-stand-in";

const executable = join(resolve(__dirname, "..", ".."), "dist", "plugin", "pulumi-resource-rainbond");
const properties = z.record(z.string(), z.unknown());
const json: z.ZodType<Record<string, JavaScriptValue>> = z.record(z.string(), z.json());

/** The URN of the app that the calls are about. */
export const urn = "urn:pulumi:dev::market-app::rainbond:index:MarketApp::blog";

/** The plugin's own executable, driven as the engine drives it. */
export class PluginHost {
  private constructor(
    private readonly engine: EngineStandIn,
    private readonly child: ChildProcess,
    private readonly client: ResourceProviderClient,
    /** All that it has printed. */
    readonly printed: string[],
  ) {}

  /** Starts it with this environment and this stack configuration. */
  static async start(environment: NodeJS.ProcessEnv, configuration: Properties = {}): Promise<PluginHost> {
    const engine = await EngineStandIn.start();
    const child = spawn(executable, [engine.address], {
      env: { PATH: process.env["PATH"], ...environment },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const printed: string[] = [];
    const lines = createInterface(child.stdout).on("line", (line) => printed.push(line));
    const [port] = z.tuple([z.string()]).parse(await once(lines, "line"));
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      "grpc.max_receive_message_length": 400 * 1024 * 1024,
    });
    const host = new PluginHost(engine, child, client, printed);
    const request = new messages.ConfigureRequest();
    request.setArgs(structOf(configuration));
    await host.ask<messages.ConfigureResponse>((callback) => client.configure(request, callback));
    return host;
  }

  /** The port that it has printed. */
  get port(): string {
    return this.printed[0] ?? "";
  }

  /** What the provider has shown on resources' rows so far. */
  get said(): readonly Said[] {
    return this.engine.said;
  }

  /** Settles once the plugin has ended. */
  get ended(): Promise<unknown> {
    const isOver = this.child.exitCode !== null || this.child.signalCode !== null;
    return isOver ? Promise.resolve() : once(this.child, "exit");
  }

  async check(news: Properties): Promise<Properties> {
    return plain((await this.checked(news)).getInputs());
  }

  /** What is wrong with what is declared. */
  async failures(news: Properties): Promise<{ property: string; reason: string }[]> {
    return (await this.checked(news)).getFailuresList().map((failure) => failure.toObject());
  }

  private checked(news: Properties): Promise<messages.CheckResponse> {
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setNews(structOf(news));
    return this.ask((callback) => this.client.check(request, callback));
  }

  async create(inputs: Properties): Promise<Properties> {
    const request = new messages.CreateRequest();
    request.setUrn(urn);
    request.setProperties(structOf(inputs));
    const response = await this.ask<messages.CreateResponse>((callback) => this.client.create(request, callback));
    return plain(response.getProperties());
  }

  async update(id: string, olds: Properties, news: Properties): Promise<Properties> {
    const request = new messages.UpdateRequest();
    request.setUrn(urn);
    request.setId(id);
    request.setOlds(structOf(olds));
    request.setNews(structOf(news));
    const response = await this.ask<messages.UpdateResponse>((callback) => this.client.update(request, callback));
    return plain(response.getProperties());
  }

  /** Whether a change of the provider's arguments is one, and what it replaces. */
  async diffConfig(olds: Properties, news: Properties): Promise<{ diffs: string[]; replaces: string[] }> {
    const request = new messages.DiffRequest();
    request.setUrn("urn:pulumi:dev::market-app::pulumi:providers:rainbond::console");
    request.setOldInputs(structOf(olds));
    request.setNews(structOf(news));
    const response = await this.ask<messages.DiffResponse>((callback) => this.client.diffConfig(request, callback));
    return { diffs: response.getDiffsList(), replaces: response.getReplacesList() };
  }

  async cancel(): Promise<void> {
    await this.ask<Empty>((callback) => this.client.cancel(new Empty(), callback));
  }

  /** Ends the engine and leaves the plugin behind, as a killed `pulumi` does. */
  endEngine(): void {
    this.engine.stop();
  }

  async stop(): Promise<void> {
    this.client.close();
    const { ended } = this;
    this.child.kill("SIGKILL");
    await ended;
    this.engine.stop();
  }

  private ask<Answer>(
    send: (callback: (error: grpc.ServiceError | null, answer: Answer) => void) => grpc.ClientUnaryCall,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      send((error, answer) => {
        if (error) reject(failureOf(error));
        else resolve(answer);
      });
    });
  }
}

/** Properties as they travel. */
export function structOf(value: Properties): Struct {
  return Struct.fromJavaScript(json.parse(JSON.parse(JSON.stringify(value))));
}

function plain(struct: Struct | undefined): Properties {
  return properties.parse(struct?.toJavaScript() ?? {});
}
