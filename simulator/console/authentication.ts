import type { IncomingHttpHeaders } from "node:http";
import { frameworkError } from "./errors";

/** Who a token belongs to. */
export interface User {
  userId: number;
  nickName: string;
  isAdmin: boolean;
}

/** The token of an enterprise admin. */
export const adminToken = "simulator-admin-token";

/** The token of a user without any rights, who belongs to no team. */
export const plainToken = "simulator-plain-token";

const users = new Map<string, User>([
  [adminToken, { userId: 1, nickName: "adminuser", isAdmin: true }],
  [plainToken, { userId: 2, nickName: "plainuser", isAdmin: false }],
]);

/** Returns the user of the raw token in `Authorization`; no internal token is configured, so sending one fails. */
export function authenticate(headers: IncomingHttpHeaders): User {
  if (headers["x-internal-token"] !== undefined && headers["x-internal-token"] !== "") {
    throw unauthorized("Invalid internal token");
  }
  const token = headers.authorization;
  if (token === undefined || token === "") throw unauthorized("No token");
  const user = users.get(token);
  if (user === undefined) throw unauthorized("No such user or user is not admin");
  return user;
}

function unauthorized(detail: string): Error {
  return frameworkError(401, detail, "AuthenticationFailed", { "WWW-Authenticate": "Token" });
}
