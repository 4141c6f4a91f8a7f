import type { Reply } from "../../server/reply";
import type { User } from "./authentication";

/** A method that a route may answer; HEAD and OPTIONS follow from the others. */
export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** One call to the console, as a handler sees it. */
export interface Call {
  method: string;
  /** Without the query. */
  path: string;
  params: Record<string, string | undefined>;
  query: URLSearchParams;
  user: User;
  /** Parses the body; throws 400 ParseError or 415. */
  body: () => unknown;
}

/** A path and what answers it; `At` is what the path names: a team, a region, an app, a component. */
export interface Route {
  path: string;
  methods: Method[];
  /** True where the answer's form follows the caller's wish; below a team it is always JSON. */
  isNegotiated: boolean;
  /** Looks up what the path names, before the method is considered, and returns how to answer each method. */
  prepare: (call: Call) => (method: Method) => Reply | Promise<Reply>;
}

/** What answers the methods of a path. */
export type Handlers<At> = Partial<Record<Method, (call: Call, at: At) => Reply | Promise<Reply>>>;

/** Returns a route whose handlers get what `resolve` finds. */
export function route<At>(
  path: string,
  resolve: (call: Call) => At,
  handlers: Handlers<At>,
  isNegotiated = false,
): Route {
  const methods: Method[] = ["GET", "POST", "PUT", "DELETE"];
  return {
    path,
    isNegotiated,
    methods: methods.filter((method) => handlers[method] !== undefined),
    prepare: (call) => {
      const at = resolve(call);
      return (method) => {
        const handler = handlers[method];
        if (handler === undefined) throw new Error(`no handler for ${method} ${path}`);
        return handler(call, at);
      };
    },
  };
}
