import { randomUUID } from "node:crypto";
import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { consoleAgent } from "../../simulator/store/store-client";
import { isWrite, PhaseNames, type CallNames } from "./calls";

/** A call on its way. */
export interface Crossing {
  /** The run that makes it. */
  readonly run: string;
  /** What it is called within its run. */
  readonly call: string;
  readonly isWrite: boolean;
}

/** What becomes of a request: it goes on, or its connection is reset before anything was done. */
export type Departure = "pass" | "reset";

/** What becomes of an answer: it is passed on, lost with its connection, replaced by a 500, or never given. */
export type Arrival = "pass" | "lose" | "fail" | "silence";

/** Stands at the passage and may hold or spoil what crosses it. */
export interface Guard {
  /** A call has come; the server knows nothing of it. */
  departs(crossing: Crossing): Promise<Departure>;
  /** The server has acted; the caller has no answer. */
  arrives(crossing: Crossing): Promise<Arrival>;
  /** The caller was given the answer. */
  arrived(crossing: Crossing): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * The only way from the provider to Rainbond: a server of its own that forwards every call, and where a guard can hold each one before the
 * server acts, after it has acted, and after the answer. Each run shows a token of its own, so that the calls of two runs at once are told apart.
 */
export class Passage {
  /** Where calls go now. */
  upstream = "";
  /** The token that the server knows. */
  token = "";
  /** Lets everything pass while it is undefined. */
  guard: Guard | undefined;
  private runs = new Map<string, { names: CallNames; calls: string[] }>();
  private current = "";

  private constructor(
    private readonly server: http.Server,
    /** Where a provider calls: scheme, host and port. */
    readonly url: string,
  ) {
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      this.carry(request, response).catch(() => response.socket?.destroy());
    });
  }

  static async open(): Promise<Passage> {
    const server = http.createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the passage has no port");
    return new Passage(server, `http://127.0.0.1:${address.port}`);
  }

  /** Lets a run in, which shows the token that is returned. Calls without one (those to the store) count as those of the run let in last. */
  admit(name: string, names: CallNames = new PhaseNames()): string {
    const token = `passport-${name}-${randomUUID()}`;
    this.runs.set(token, { names, calls: [] });
    this.current = token;
    return token;
  }

  /** Every call of a run so far, repeats included. */
  callsOf(run: string): readonly string[] {
    return this.runs.get(run)?.calls ?? [];
  }

  /** Forgets all runs and ends what is still held. */
  clear(): void {
    this.guard = undefined;
    this.runs.clear();
    this.server.closeAllConnections();
  }

  close(): void {
    this.clear();
    this.server.close();
  }

  private async carry(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const crossing = this.crossingOf(request, body);
    const { guard } = this;
    if (crossing === undefined || guard === undefined) {
      await give(response, await this.ask(request, body));
      return;
    }
    if ((await guard.departs(crossing)) === "reset") {
      response.socket?.resetAndDestroy();
      return;
    }
    const answer = await this.ask(request, body);
    const arrival = await guard.arrives(crossing);
    if (arrival === "lose") response.socket?.destroy();
    if (arrival === "lose" || arrival === "silence") return;
    await give(response, arrival === "fail" ? failure : answer);
    await guard.arrived(crossing);
  }

  /** Undefined for the console's own calls to the store. */
  private crossingOf(request: IncomingMessage, body: Buffer): Crossing | undefined {
    if (request.headers["user-agent"] === consoleAgent) return undefined;
    const token = request.headers.authorization ?? "";
    const run = this.runs.has(token) ? token : this.current;
    const known = this.runs.get(run);
    if (!known) return undefined;
    const method = request.method ?? "GET";
    const call = known.names.next(method, request.url ?? "/");
    known.calls.push(call);
    return { run, call, isWrite: isWrite(method) && !isEmptyList(body) };
  }

  private async ask(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const headers = { ...request.headers };
    if (this.runs.has(headers.authorization ?? "")) headers.authorization = this.token;
    const url = new URL(request.url ?? "/", this.upstream);
    // A connection of its own: a kept one may end just as it is used again.
    const onward = http.request(url, { method: request.method, headers, agent: false });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      onward.once("response", resolve).once("error", reject);
    });
    onward.end(body);
    const answer = await answered;
    return { status: answer.statusCode ?? 500, headers: answer.headers, body: await buffer(answer) };
  }
}

/** True for the call that reads variables by changing none of them. */
function isEmptyList(body: Buffer): boolean {
  return body.toString() === '{"envs":[]}';
}

const failure: Answer = {
  status: 500,
  headers: { "content-type": "text/html" },
  body: Buffer.from("<html><body><h1>Internal Server Error</h1></body></html>"),
};

/** Settles once the answer is handed over, or can't be any more. */
async function give(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  if (response.destroyed) return;
  const kept = Object.entries(headers).filter(([name]) => !/^(connection|keep-alive|transfer-encoding)$/.test(name));
  response.writeHead(status, Object.fromEntries(kept));
  const over = new Promise((resolve) => response.once("close", resolve));
  response.end(body);
  await over;
}
