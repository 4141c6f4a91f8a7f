import { get } from "node:http";
import { text } from "node:stream/consumers";

/** What a page answered. */
export interface Answer {
  status: number;
  text: string;
}

/**
 * Asks for a URL of the simulator's gateway as a browser on this machine does, whatever name service it has: any host is this machine.
 * @param gateway where the gateway listens, for a host that doesn't say its port
 */
export async function visit(url: string, gateway = url): Promise<Answer> {
  const { host, pathname } = new URL(url);
  const { port } = new URL(gateway);
  const asked = { hostname: "127.0.0.1", port, path: pathname, headers: { host }, agent: false };
  return new Promise((resolve, reject) => {
    get(asked, (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, text: body });
      }, reject);
    }).on("error", reject);
  });
}
