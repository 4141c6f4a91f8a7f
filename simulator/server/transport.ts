import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { ConsoleFault } from "../control/faults";
import { encode, type Reply } from "./reply";

/** What becomes of a call: an answer, an answer cut in two, a broken connection, or silence. */
export type Outcome = { kind: "reply"; reply: Reply } | { kind: "reset" } | { kind: "close" } | { kind: "silence" };

/** Waits real milliseconds, without keeping the process alive. */
export async function sleep(ms: number): Promise<void> {
  await pause(ms, undefined, { ref: false });
}

/** Plays a transport fault; `act` lets the console act and returns its answer. */
export async function playFault(fault: ConsoleFault, isReading: boolean, act: () => Promise<Reply>): Promise<Outcome> {
  const isAfter = fault.after === true || fault.effect === "loseResponse";
  if (fault.effect === "delay") return await delay(fault.ms ?? 1000, isAfter, act);
  // A read has no effect, so its own answer can be cut whatever the order.
  const hasActed = isAfter || (fault.effect === "truncate" && isReading);
  const reply = hasActed ? await act() : undefined;
  if (fault.ms !== undefined) await sleep(fault.ms);
  switch (fault.effect) {
    case "reset":
      return { kind: "reset" };
    case "loseResponse":
      return { kind: "close" };
    case "hang":
      return { kind: "silence" };
    case "html":
      return { kind: "reply", reply: errorPage(fault.response?.status ?? 502) };
    case "truncate":
      return { kind: "reply", reply: cut(reply ?? { status: 200, json: { code: 200, msg: "success" } }) };
    case "respond":
      return { kind: "reply", reply: givenReply(fault) };
  }
}

async function delay(ms: number, isAfter: boolean, act: () => Promise<Reply>): Promise<Outcome> {
  if (!isAfter) await sleep(ms);
  const reply = await act();
  if (isAfter) await sleep(ms);
  return { kind: "reply", reply };
}

function errorPage(status: number): Reply {
  const text = `<html>\n<head><title>${String(status)}</title></head>\n<body><h1>${String(status)}</h1></body>\n</html>\n`;
  return { status, contentType: "text/html", text };
}

function cut(reply: Reply): Reply {
  const { bytes, contentType } = encode(reply);
  const text = bytes.subarray(0, Math.ceil(bytes.length / 2)).toString("utf8");
  return { status: reply.status, contentType: contentType ?? "application/json", text };
}

function givenReply(fault: ConsoleFault): Reply {
  const { status, headers = {}, body } = fault.response ?? { status: 500, body: {} };
  if (typeof body === "string") return { status, headers, text: body, contentType: "text/html" };
  return body === undefined || body === null ? { status, headers } : { status, headers, json: body };
}

/** Ends a connection without an answer: with a reset, or quietly. */
export function breakOff(response: ServerResponse, isReset: boolean): void {
  const { socket } = response;
  if (socket === null) return;
  if (isReset) socket.resetAndDestroy();
  else socket.destroy();
}
