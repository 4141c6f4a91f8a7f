import type { IncomingMessage } from "node:http";
import findMyWay from "find-my-way";
import { parseBody } from "../server/body";
import { notFoundPage, ok, type Reply } from "../server/reply";
import type { World } from "../world";
import { authenticate } from "./call/authentication";
import { ConsoleError, crash, frameworkError } from "./call/errors";
import type { Call, Method, Route } from "./call/route";
import { asPage, negotiate, type Format } from "./call/negotiation";
import { consoleRoutes } from "./routes";

/** The console: finds the route of a call and answers it as the real one does, errors included. */
export class Console {
  private readonly router = findMyWay({ maxParamLength: 8000 });
  private readonly routes = new Map<string, Route>();

  constructor(world: World) {
    for (const route of consoleRoutes(world)) {
      this.routes.set(route.path, route);
      this.router.on("GET", route.path, () => undefined, route.path);
    }
  }

  /** Answers one call; never throws. */
  async answer(request: IncomingMessage, url: URL, body: Buffer): Promise<Reply> {
    const found = this.router.find("GET", url.pathname);
    const route = this.routes.get(String(found?.store));
    if (found === null || route === undefined) return notFoundPage;
    let format: Format = "json";
    try {
      if (route.isNegotiated) format = negotiate(request, url.searchParams);
      const call: Call = {
        method: request.method ?? "GET",
        path: url.pathname,
        params: found.params,
        query: url.searchParams,
        user: authenticate(request.headers),
        body: () => parseBody(body, request.headers["content-type"]),
      };
      return inFormat(format, await answerCall(route, call));
    } catch (error) {
      return inFormat(format, errorReply(error));
    }
  }
}

/** The method comes after the look-ups, so that an unknown team is 404 whatever the method. */
async function answerCall(route: Route, call: Call): Promise<Reply> {
  const handle = route.prepare(call);
  if (call.method === "OPTIONS") return ok(descriptionOf(route));
  return await handle(methodOf(call.method, route));
}

function inFormat(format: Format, reply: Reply): Reply {
  return format === "page" ? asPage(reply) : reply;
}

function errorReply(error: unknown): Reply {
  if (error instanceof ConsoleError) return error.reply;
  return crash(error instanceof Error ? error.message : String(error), "RuntimeError").reply;
}

function descriptionOf(route: Route): Record<string, unknown> {
  const words = (route.path.split("/").at(-1) ?? "").replace(/\W.*$/, "");
  return {
    name: words,
    description: "",
    renders: ["application/json", "text/html"],
    parses: ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"],
  };
}

function methodOf(asked: string, route: Route): Method {
  const method = route.methods.find((each) => each === (asked === "HEAD" ? "GET" : asked));
  if (method !== undefined) return method;
  const allowed = [...route.methods, ...(route.methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  throw frameworkError(405, `方法 “${asked}” 不被允许。`, "MethodNotAllowed", { Allow: allowed });
}
