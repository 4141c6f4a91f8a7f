import { trap, type Trap } from "./trap";

/** What the console's web framework and its look-ups do. */
export const frameworkTraps: readonly Trap[] = [
  trap(
    "a trailing slash is a page with status 404",
    ["framework", "/teams/ is a page with status 404"],
    [
      "console/console.ts",
      'this.router.find("GET", url.pathname)',
      'this.router.find("GET", url.pathname.replace(/\\/$/, ""))',
    ],
  ),
  trap(
    "a token stands raw, without `Bearer`",
    ["framework", "Bearer simulator-admin-token"],
    [
      "console/call/authentication.ts",
      "const token = headers.authorization;",
      'const token = headers.authorization?.replace("Bearer ", "");',
    ],
  ),
  trap(
    "a wrong `X-Internal-Token` fails although the other token is good",
    ["framework", '"X-Internal-Token":"wrong"'],
    ["console/call/authentication.ts", 'throw unauthorized("Invalid internal token");', ""],
  ),
  trap(
    "any token may read, install and delete in any team",
    ["framework", "a token without rights may do everything"],
    ["console/call/scope.ts", "if (team === undefined) throw", "if (team === undefined || !call.user.isAdmin) throw"],
  ),
  trap(
    "operations ask for rights: 403 with 10402",
    ["framework", "a token without rights may do everything"],
    [
      "console/components/operations.ts",
      "if (!call.user.isAdmin && call.user.userId !== team.creatorId)",
      "if (call.user.nickName === action)",
    ],
  ),
  trap(
    "a wrong method is 405 only after the path's team was found",
    ["framework", "a method that a path doesn't have is 405"],
    [
      "console/console.ts",
      "const handle = route.prepare(call);",
      'const handle = methodOf(call.method, route) === "GET" ? route.prepare(call) : route.prepare(call);',
    ],
  ),
  trap(
    "malformed JSON is refused in words of its own",
    ["framework", "is 400 in Python's words"],
    ["server/body.ts", "`JSON parse error - ${error.message}`", '"JSON parse error"'],
  ),
  trap(
    "other media types are 415",
    ["framework", "other types are 415"],
    ["server/body.ts", "throw frameworkError(415", "throw frameworkError(400"],
  ),
  trap(
    "missing, null, blank and too long are four refusals, without `msg`",
    ["framework", "{} is refused, field by field"],
    ["console/call/validation.ts", "new Refusal([texts.required])", "new Refusal([texts.null])"],
  ),
  trap(
    "texts are trimmed",
    ["framework", "texts are trimmed, and a number is a text"],
    ["console/call/validation.ts", "String(value).trim()", "String(value)"],
  ),
  trap(
    "a number is a text, a truth value isn't",
    ["framework", '{"tenant_name":true} is refused'],
    [
      "console/call/validation.ts",
      'typeof value !== "string" && typeof value !== "number"',
      'typeof value === "object"',
    ],
  ),
  trap(
    "`Accept` and `?format=` count outside of teams: a page, 406 or 404",
    ["framework", "Accept: image/png on a path without a team"],
    ["console/console.ts", "if (route.isNegotiated) format", 'if (route.path === "/") format'],
  ),
  trap(
    "answers of 200 bytes or more are compressed",
    ["framework", "an answer of 200 bytes or more is compressed"],
    ["server/reply.ts", "gzipSync(bytes) : bytes", "bytes : bytes"],
  ),
  trap(
    "a success may be 200 without body and media type",
    ["deletion", "is 412 while another needs it"],
    [
      "server/reply.ts",
      "export const nothing: Reply = { status: 200 };",
      "export const nothing: Reply = { status: 200, json: {} };",
    ],
  ),
  trap(
    "teams, groups and domains are made with 201",
    ["app-groups", "are created with 201"],
    ["server/reply.ts", "return { status: 201, json };", "return { status: 200, json };"],
  ),
  trap(
    "404 has many meanings: team, region, group, component",
    ["app-groups", "/teams/nope/regions/nope/apps/9 is 404"],
    ["console/call/scope.ts", '"no found team"', '"not found"'],
  ),
  trap(
    "a region in maintenance is 409 on every call",
    ["control", "PUT regions puts one into maintenance"],
    ["console/call/scope.ts", ' || region.status !== "1"', ""],
  ),
  trap(
    "a team that isn't open in a region is 409, too",
    ["app-groups", "regions/other/apps/9 is 409"],
    [
      "console/call/scope.ts",
      'throw serviceError(409, "the team is not initialized',
      'throw serviceError(404, "the team is not initialized',
    ],
  ),
  trap(
    "a group without components finds those of other groups",
    ["app-groups", "except by a group without components"],
    ["console/call/scope.ts", "siblings.length > 0 && ", ""],
  ),
  trap(
    "a failing cluster is 400 with `msg` as an object",
    ["faults", '500 {"msg":"boom"} of the cluster becomes 400'],
    ["cluster/region-errors.ts", "json: { code: 400, msg, msg_show", "json: { code: 400, msg: text, msg_show"],
  ),
  trap(
    "a licence that ran out is 401, too, with 10400",
    ["faults", "license expired"],
    ["cluster/region-errors.ts", "if (status === 401 && /license/i.test(text)) return licenseError();", ""],
  ),
  trap(
    "one write at a time: `database is locked`, and nothing was done",
    ["app-groups", "the database is locked, nothing was done"],
    [
      "console/call/database.ts",
      "if (this.isLockedFor(call)) return",
      "if (this.isLockedFor(call) && work.length > 9) return",
    ],
  ),
  trap(
    "the deletion of a component doesn't name the lock: 507",
    ["database", "the deletion of a component meets the lock"],
    [
      "console/components/services.ts",
      "    () => {\n      throw deletionError();",
      '    () => {\n      throw crash("database is locked", "OperationalError");',
    ],
  ),
  trap(
    "operations that meet the lock are a page",
    ["database", "an operation meets the lock"],
    ["console/components/operations.ts", "    () => serverErrorPage,\n", ""],
  ),
  trap(
    "an answer may be lost after the server acted",
    ["faults", "loseResponse {} is seen once"],
    ["server/transport.ts", ' || fault.effect === "loseResponse"', ""],
  ),
];
