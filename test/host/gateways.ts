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

/** A forward proxy that finds every host at `targets`, by scheme, and notes what it was asked for. */
export async function startProxy(targets: { http: string; https: number }): Promise<Gateway & { asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method ?? ""} ${incoming.url ?? ""}`);
    passTo(targets.http)(incoming, outgoing);
  });
  server.on("connect", (incoming, client: Socket) => {
    asked.push(`CONNECT ${incoming.url ?? ""}`);
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
