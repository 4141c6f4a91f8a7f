import { ok, type Reply } from "../server/reply";
import type { Component } from "../state/records";
import type { World } from "../world";
import { serviceError } from "./errors";
import type { Call, Route } from "./route";
import type { ComponentScope, ScopedRoutes } from "./scope";
import { boolean, list, object, optional, text, validate, nullable } from "./validation";

const envFields = {
  note: optional(nullable(text({ max: 100, isBlankAllowed: true })), ""),
  name: text({
    max: 100,
    pattern: [/^[A-Za-z][0-9A-Za-z_]*$/, "变量名不合法， 请输入以字母开头且为数字、大小写字母、'_'、'-'的组合"],
  }),
  value: text({ max: 1024 }),
  is_change: optional(boolean(), true),
  scope: optional(text(), "inner"),
};

const envsFields = { envs: list(object(envFields)) };

type AskedEnv = ReturnType<typeof validate<typeof envsFields>>["envs"][number];

const reservedNames = new Set([
  "PATH",
  "SERVICE_ID",
  "SERVICE_NAME",
  "TENANT_ID",
  "HOSTNAME",
  "POD_NAME",
  "PORT",
  "PROTOCOL",
  "MEMORY_SIZE",
  "TZ",
]);

/** Environment variables: added or changed, never removed; the answer lists all, so an empty list reads them. */
export function envRoutes(_: World, routes: ScopedRoutes): Route[] {
  return [routes.component("/envs", { PUT: (call, at) => putEnvs(call, at) })];
}

function putEnvs(call: Call, { component }: ComponentScope): Reply {
  const { envs } = validate(envsFields, call.body());
  applyAll(component, envs);
  const body = component.envs.map((env) => ({
    note: env.name,
    name: env.attrName,
    value: env.attrValue,
    is_change: env.isChange,
    scope: env.scope,
  }));
  // The answer passes through the request's own rules, which a template's variables may break: 400, yet all is done.
  validate(envsFields, { envs: body });
  return ok({ envs: body });
}

/** All or nothing: a refused variable undoes those before it. */
function applyAll(component: Component, asked: readonly AskedEnv[]): void {
  const before = structuredClone(component.envs);
  const knownNames = new Set(before.map((env) => env.attrName));
  try {
    for (const env of asked) apply(component, env, knownNames);
  } catch (error) {
    component.envs = before;
    throw error;
  }
}

function apply(component: Component, asked: AskedEnv, knownNames: ReadonlySet<string>): void {
  const known = component.envs.find((env) => env.attrName === asked.name);
  if (known !== undefined && knownNames.has(asked.name)) {
    // Only value and note change, and a missing note empties it.
    known.attrValue = asked.value;
    known.name = asked.note ?? "";
    return;
  }
  const refuse = (status: number, msgShow: string): Error =>
    serviceError(status, "update or create envs error", msgShow);
  if (reservedNames.has(asked.name)) throw refuse(400, `不允许的变量名${asked.name}`);
  if (known !== undefined) throw refuse(412, `环境变量${asked.name}已存在`);
  component.envs.push({
    name: asked.note ?? "",
    attrName: asked.name,
    attrValue: asked.value,
    isChange: asked.is_change,
    scope: asked.scope,
    containerPort: 0,
  });
}
