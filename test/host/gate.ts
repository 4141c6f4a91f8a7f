import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** A call that stands at the gate. */
export interface HeldCall {
  /** Lets the call pass. */
  release(): void;
  /** Lets the call pass and ends its client's connection: the server acts, and nobody hears of it. */
  cut(): void;
}

type Matcher = (method: string, path: string) => boolean;

/** A way to a server that can hold a call before the server sees it. A call whose client has gone still passes: it was sent. */
export class Gate {
  #held: { matches: Matcher; arrived: (call: HeldCall) => void } | undefined;
  /** The most reads, and the most writes, that were between their arrival and their answer at once. */
  readonly most = { reads: 0, writes: 0 };
  readonly #now = { reads: 0, writes: 0 };

  private constructor(
    private readonly target: string,
    private readonly server: Server,
  ) {}

  static async before(target: string): Promise<Gate> {
    const server = createServer();
    const gate = new Gate(target, server);
    server.on("request", (incoming, response) => {
      void gate.pass(incoming, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return gate;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("the gate isn't open");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Holds the next call that matches; resolves once it stands there. */
  async hold(matches: Matcher): Promise<HeldCall> {
    return new Promise((arrived) => {
      this.#held = { matches, arrived };
    });
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = incoming;
    const kind = method === "GET" ? "reads" : "writes";
    this.most[kind] = Math.max(this.most[kind], ++this.#now[kind]);
    // The client has the answer's end a moment later, so what it asks next can't come before.
    response.once("close", () => this.#now[kind]--);
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const held = this.#held;
    if (held?.matches(method, url)) {
      this.#held = undefined;
      await new Promise<void>((release) => {
        const cut = (): void => {
          response.destroy();
          release();
        };
        held.arrived({ release, cut });
      });
    }
    const outgoing = request(this.target + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    outgoing.on("error", () => response.destroy());
    outgoing.end(Buffer.concat(chunks));
  }
}

/** Asks until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(20);
}
