import { createServer, type IncomingMessage, type Server } from "node:http";

/** What a scripted server answers: `null` cuts the connection. */
export type Answer = { status: number; headers?: Record<string, string>; body?: string } | null;

/** An HTTP server on loopback that gives its answers in turn, the last one for ever, and remembers what was asked. */
export class ScriptedServer {
  readonly asked: { method: string; path: string; authorization: string | undefined }[] = [];

  private constructor(private readonly server: Server) {}

  static async start(answers: Answer[]): Promise<ScriptedServer> {
    const left = [...answers];
    const server = createServer();
    const scripted = new ScriptedServer(server);
    server.on("request", (request: IncomingMessage, response) => {
      const { method = "", url = "", headers } = request;
      scripted.asked.push({ method, path: url, authorization: headers.authorization });
      const answer = left.length > 1 ? left.shift() : left[0];
      if (!answer) return request.socket.destroy();
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      return response.end(answer.body ?? "");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return scripted;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("the server doesn't listen");
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
