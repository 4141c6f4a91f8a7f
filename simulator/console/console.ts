import type { IncomingMessage } from "node:http";
import findMyWay from "find-my-way";
import { parseBody } from "../server/body";
import { notFoundPage, ok, type Reply } from "../server/reply";
import type { World } from "../world";
import { authenticate } from "./authentication";
import { ConsoleError, crash, frameworkError } from "./errors";
import type { Call, Method, Route } from "./route";
import { consoleRoutes } from "./routes";

/** The console: finds the route of a call and answers it as the real one does, errors included. */
export class Console {
  private readonly router = findMyWay({ maxParamLength: 500 });
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
    try {
      const call: Call = {
        method: request.method ?? "GET",
        params: found.params,
        query: url.searchParams,
        user: authenticate(request.headers),
        body: () => parseBody(body, request.headers["content-type"]),
      };
      const handle = route.prepare(call);
      return await handle(methodOf(call.method, route));
    } catch (error) {
      if (error instanceof OptionsAsked)
        return ok({ name: route.path, description: "", renders: ["application/json"] });
      if (error instanceof ConsoleError) return error.reply;
      return crash(error instanceof Error ? error.message : String(error), "RuntimeError").reply;
    }
  }
}

class OptionsAsked extends Error {}

/** The method's handler comes after the look-ups, so that an unknown team is 404 whatever the method. */
function methodOf(asked: string, route: Route): Method {
  if (asked === "OPTIONS") throw new OptionsAsked();
  const method = route.methods.find((each) => each === (asked === "HEAD" ? "GET" : asked));
  if (method === undefined) throw frameworkError(405, `方法 “${asked}” 不被允许。`, "MethodNotAllowed");
  return method;
}
