import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerAtGateway, gatewayCall } from "../cluster/gateway";
import type { Console } from "../console/console";
import type { Control } from "../control/control";
import { consoleAgent } from "../store/store-client";
import { answerStore, storePath } from "../store/store-endpoints";
import type { World } from "../world";
import { readBody } from "./body";
import { notFoundPage, send, sendFromConsole, serverErrorPage, type Reply } from "./reply";
import type { RequestLog } from "./request-log";
import { breakOff, playFault, sleep, type Outcome } from "./transport";

/** What answers the calls: everything behind one port. */
export interface Parts {
  world: World;
  console: Console;
  control: Control;
  log: RequestLog;
  /** Real milliseconds before each answer of console and store. */
  latencyMs: number;
  /** Called after every call that may have changed something, before its answer is sent. */
  afterChange: () => void;
}

/** Listens on loopback and returns the server with its URL; calls before `parts` is called are held. */
export async function listen(port: number): Promise<{ server: Server; url: string }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(new Error(`Port ${String(port)} of 127.0.0.1 can't be used (${error.message}). Choose another one.`));
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  return { server, url: `http://127.0.0.1:${String(addressOf(server).port)}` };
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address;
}

/** Begins to answer. */
export function serve(server: Server, parts: Parts): void {
  server.on("request", (request, response) => {
    answer(parts, request, response).catch(() => {
      if (response.headersSent || response.destroyed) breakOff(response, false);
      else send(response, serverErrorPage);
    });
  });
}

async function answer(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = request.url ?? "/";
  const url = URL.canParse(target, "http://localhost") ? new URL(target, "http://localhost") : undefined;
  const method = request.method ?? "GET";
  const body = await readBody(request);
  if (url === undefined) {
    send(response, notFoundPage);
    return;
  }
  if (url.pathname.startsWith("/simulator/")) {
    const reply = parts.control.answer(method, url.pathname, body);
    if (method !== "GET") parts.afterChange();
    send(response, reply);
    return;
  }
  const visit = gatewayCall(parts.world, method, request.headers.host, url.pathname);
  if (visit !== undefined) {
    send(response, answerAtGateway(parts.world, visit), method === "HEAD");
    return;
  }
  const isOwnCall = request.headers["user-agent"] === consoleAgent;
  const noteEnd = isOwnCall ? undefined : parts.log.begin(method, target);
  const outcome = await outcomeOf(parts, request, url, body);
  noteEnd?.(outcome.kind === "reply" ? outcome.reply.status : null);
  if (method !== "GET") parts.afterChange();
  if (outcome.kind === "reply") {
    if (isStore(url)) send(response, outcome.reply, method === "HEAD");
    else sendFromConsole(request, response, outcome.reply);
  } else if (outcome.kind !== "silence") breakOff(response, outcome.kind === "reset");
}

async function outcomeOf(parts: Parts, request: IncomingMessage, url: URL, body: Buffer): Promise<Outcome> {
  if (parts.latencyMs > 0) await sleep(parts.latencyMs);
  if (isStore(url)) {
    return { kind: "reply", reply: answerStore(parts.world, request, url.pathname) };
  }
  const act = (): Promise<Reply> => parts.console.answer(request, url, body);
  const method = request.method ?? "GET";
  const fault = parts.world.faults.takeConsole(method, url.pathname);
  if (fault === undefined) return { kind: "reply", reply: await act() };
  return await playFault(fault, method === "GET" || method === "HEAD", act);
}

function isStore(url: URL): boolean {
  return url.pathname.startsWith(`${storePath}/`);
}
