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

/** The token of a user without any rights, who belongs to no team but those that it opens. */
export const plainToken = "simulator-plain-token";

/** What `X-Internal-Token` must hold. */
export const internalToken = "simulator-internal-token";

/** The enterprise admin. */
export const admin: User = { userId: 1, nickName: "adminuser", isAdmin: true };

const users = new Map<string, User>([
  [adminToken, admin],
  [plainToken, { userId: 2, nickName: "plainuser", isAdmin: false }],
]);

const internalUser: User = { userId: 0, nickName: "InternalAPI", isAdmin: false };

/** Returns the user of the raw token in `Authorization`; `X-Internal-Token` comes first, and a wrong one fails whatever the other. */
export function authenticate(headers: IncomingHttpHeaders): User {
  const internal = headers["x-internal-token"];
  if (internal !== undefined && internal !== "") {
    if (internal === internalToken) return internalUser;
    throw unauthorized("Invalid internal token");
  }
  const token = headers.authorization;
  if (token === undefined || token === "") throw unauthorized("No token");
  const user = users.get(token);
  if (user === undefined) throw unauthorized("No such user or user is not admin");
  return user;
}

/** Returns the nick name that is shown for a user's id. */
export function nickNameOf(userId: number): string {
  return [...users.values(), internalUser].find((user) => user.userId === userId)?.nickName ?? "";
}

function unauthorized(detail: string): Error {
  return frameworkError(401, detail, "AuthenticationFailed", { "WWW-Authenticate": "Token" });
}
