import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type Socket } from "node:net";
import { join, resolve } from "node:path";
import { z } from "zod";

const folder = resolve(__dirname, "..", "fixtures", "tls");

/** The certificate of `console.test`, which nobody trusts unasked. */
export const certificateFile = join(folder, "certificate.pem");

/** A server between a provider and a simulator. */
export interface Gateway {
  readonly port: number;
  close(): void;
}

/** A console behind TLS: passes everything on to the simulator at this URL. */
export async function startTls(target: string): Promise<Gateway> {
  const identity = { key: readFileSync(join(folder, "key.pem")), cert: readFileSync(certificateFile) };
  return listen(createTlsServer(identity, passTo(target)));
}

/** Where a proxy finds every host, by scheme, and the status line by which it refuses tunnels, if it does. */
interface Targets {
  readonly http: string;
  readonly https: number;
  readonly refusal?: string;
}

/** A forward proxy that notes what it was asked for. */
export async function startProxy(targets: Targets): Promise<Gateway & { asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method ?? ""} ${incoming.url ?? ""}`);
    passTo(targets.http)(incoming, outgoing);
  });
  server.on("connect", (incoming, client: Socket) => {
    asked.push(`CONNECT ${incoming.url ?? ""}`);
    if (targets.refusal !== undefined) return client.end(`HTTP/1.1 ${targets.refusal}\r\ncontent-length: 0\r\n\r\n`);
    const tunnel = connect(targets.https, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(tunnel).pipe(client);
    });
    for (const end of [client, tunnel]) {
      end.on("error", () => {
        for (const each of [client, tunnel]) each.destroy();
      });
    }
  });
  return { ...(await listen(server)), asked };
}

/** A gateway that has the console under a path, and nothing else. */
export async function startPath(path: string, target: string): Promise<Gateway> {
  const pass = passTo(target);
  return listen(
    createServer((incoming, outgoing) => {
      const { url = "" } = incoming;
      if (url.startsWith(`${path}/`)) {
        incoming.url = url.slice(path.length);
        pass(incoming, outgoing);
      } else {
        outgoing.writeHead(404).end();
      }
    }),
  );
}

/**
 * A console whose only token changes with the first install: before, it is the simulator's own, then the one that `rotate` gives. `taken` are
 * those that it took.
 */
export async function startDoor(
  target: string,
  simulatorsToken: string,
  rotate: () => string,
): Promise<Gateway & { taken: string[] }> {
  const taken: string[] = [];
  let token = simulatorsToken;
  const pass = passTo(target);
  const server = createServer((incoming, outgoing) => {
    if (incoming.headers.authorization === token) {
      if (!taken.includes(token)) taken.push(token);
      incoming.headers.authorization = simulatorsToken;
      if (/\/install(\?|$)/.test(incoming.url ?? "")) token = rotate();
      pass(incoming, outgoing);
    } else {
      outgoing.writeHead(401).end('{"code": 401, "msg": "no user"}');
    }
  });
  return { ...(await listen(server)), taken };
}

function passTo(target: string) {
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { pathname, search } = new URL(incoming.url ?? "/", target);
    const { method, headers } = incoming;
    const onward = request(new URL(pathname + search, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  };
}

async function listen(server: Server): Promise<Gateway> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket.once("close", () => sockets.delete(socket)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
