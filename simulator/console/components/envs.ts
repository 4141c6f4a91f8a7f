import { ok, type Reply } from "../../server/reply";
import type { Component } from "../../state/records";
import type { World } from "../../world";
import { serviceError } from "../call/errors";
import type { Call, Route } from "../call/route";
import type { ComponentScope, ScopedRoutes } from "../call/scope";
import { boolean, many, optional, tested, text, validate } from "../call/validation";

const envFields = {
  note: optional(text({ max: 100, isBlankAllowed: true }), ""),
  name: tested(
    text({ max: 100 }),
    (name) => /^[A-Za-z][0-9A-Za-z_]*$/.test(name),
    "变量名不合法， 请输入以字母开头且为数字、大小写字母、'_'、'-'的组合",
  ),
  value: text({ max: 1024 }),
  is_change: optional(boolean(), true),
  scope: optional(text(), "inner"),
};

const envsFields = { envs: many(envFields) };

type AskedEnv = ReturnType<typeof validate<typeof envsFields>>["envs"][number];

const reservedNames = new Set([
  "TENANT_ID",
  "SERVICE_ID",
  "TENANT_NAME",
  "SERVICE_NAME",
  "SERVICE_VERSION",
  "MEMORY_SIZE",
  "SERVICE_EXTEND_METHOD",
  "SLUG_URL",
  "DEPEND_SERVICE",
  "REVERSE_DEPEND_SERVICE",
  "POD_ORDER",
  "PATH",
  "POD_NET_IP",
  "LOG_MATCH",
]);

/** Environment variables: added or changed, never removed; the answer lists all, so an empty list reads them. */
export function envRoutes(world: World, routes: ScopedRoutes): Route[] {
  return [routes.component("/envs", { PUT: (call, at) => putEnvs(world, call, at) })];
}

async function putEnvs(world: World, call: Call, { team, component }: ComponentScope): Promise<Reply> {
  const { envs } = validate(envsFields, call.body());
  const tellCluster = (scope: string): void => {
    world.cluster.addEnv(team, component, scope);
  };
  if (envs.length > 0) {
    await world.database.write(call, () => {
      // What has been started by now was started with the variables as they are.
      world.cluster.lifeCycle.settle();
      applyAll(component, envs, tellCluster);
    });
  }
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
function applyAll(component: Component, asked: readonly AskedEnv[], tellCluster: (scope: string) => void): void {
  const before = structuredClone(component.envs);
  const knownNames = new Set(before.map((env) => env.attrName));
  try {
    for (const env of asked) if (apply(component, env, knownNames)) tellCluster(env.scope);
  } catch (error) {
    component.envs = before;
    throw error;
  }
}

/** True if the variable is a new one. */
function apply(component: Component, asked: AskedEnv, knownNames: ReadonlySet<string>): boolean {
  const known = component.envs.find((env) => env.attrName === asked.name);
  if (known !== undefined && knownNames.has(asked.name)) {
    // Only value and note change, and a missing note empties it.
    known.attrValue = asked.value;
    known.name = asked.note;
    return false;
  }
  const refuse = (status: number, msgShow: string): Error =>
    serviceError(status, "update or create envs error", msgShow);
  if (reservedNames.has(asked.name)) throw refuse(400, `不允许的变量名${asked.name}`);
  if (known !== undefined) throw refuse(412, `环境变量${asked.name}已存在`);
  component.envs.push({
    name: asked.note,
    attrName: asked.name,
    attrValue: asked.value,
    isChange: asked.is_change,
    scope: asked.scope,
    containerPort: 0,
  });
  return true;
}
