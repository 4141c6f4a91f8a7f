import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that isn't a Rainbond. */
export interface Impostor {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a server on loopback that answers every request with 200 and this body. */
export async function startImpostor(contentType: string, body: string): Promise<Impostor> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": contentType }).end(body);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve(portOf(server.address()));
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return address.port;
}
