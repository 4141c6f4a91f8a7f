import { z } from "zod";
import { appPath, componentPath, type AppAddress } from "./addresses";
import { nothing, orEmpty, type NamedComponent } from "./answers";
import type { Send } from "./send";

/** An environment variable of a component. */
export interface Env {
  readonly name: string;
  readonly value: string;
  /** What people read beside it. A change without one empties it. */
  readonly note: string;
}

/** A port of a component. */
export interface ComponentPort {
  readonly port: number;
  readonly protocol: string;
  readonly isInner: boolean;
  readonly isOuter: boolean;
}

/** A gateway rule that is to be made. */
export interface NewHttpRule {
  readonly serviceId: string;
  readonly port: number;
  readonly host: string;
  readonly path: string;
  /** 0 for none. */
  readonly certificateId: number;
  readonly header: string;
  readonly cookie: string;
  /** True opens the port to the outside, where nothing of the cluster leads to it yet. */
  readonly opensPort: boolean;
}

/** A gateway rule that was made. */
export interface MadeRule {
  readonly ruleId: string;
  /** 0 for none, also where another was asked for that the console doesn't know. */
  readonly certificateId: number;
}

const nameOf = ({ serviceCname, serviceAlias }: NamedComponent): string =>
  `component ${serviceCname} (${serviceAlias})`;

const envList = z
  .object({ envs: z.array(z.object({ name: z.string(), value: orEmpty, note: orEmpty })) })
  .transform(({ envs }): Env[] => envs);

/** The assistants' detail of a component: of its variables only those that it has for itself. */
const detail = z
  .object({
    data: z.object({
      bean: z.object({ envs: z.array(z.object({ attr_name: z.string(), attr_value: orEmpty, name: orEmpty })) }),
    }),
  })
  .transform(({ data }): Env[] =>
    data.bean.envs.map((env) => ({ name: env.attr_name, value: env.attr_value, note: env.name.slice(0, longestNote) })),
  );

const ports = z
  .object({
    data: z.object({
      list: z.array(
        z.object({
          container_port: z.number(),
          protocol: orEmpty,
          is_inner_service: z.boolean(),
          is_outer_service: z.boolean(),
        }),
      ),
    }),
  })
  .transform((answer): ComponentPort[] =>
    answer.data.list.map((port) => ({
      port: port.container_port,
      protocol: port.protocol,
      isInner: port.is_inner_service,
      isOuter: port.is_outer_service,
    })),
  );

/** The longest that the console takes back. */
const longestNote = 100;

const madeRule = z
  .object({ http_rule_id: z.string(), certificate_id: z.number().nullish() })
  .transform((rule): MadeRule => ({ ruleId: rule.http_rule_id, certificateId: rule.certificate_id ?? 0 }));

/** The endpoints that read and change what a component is set to. */
export function settings(send: Send) {
  return { ...envs(send), ...sizes(send), ...portsOf(send), ...httpRules(send) };
}

function envs(send: Send) {
  return {
    /**
     * `PUT …/envs` with an empty list, which changes nothing: all variables of the component, those for others included. `400` where the
     * component has one that the endpoint itself wouldn't take.
     */
    listEnvs: (at: AppAddress, component: NamedComponent) =>
      send({
        doing: `read the variables of ${nameOf(component)}`,
        method: "PUT",
        path: `${componentPath(at, component.serviceId)}/envs`,
        body: { envs: [] },
        answer: envList,
        isRead: true,
      }),
    /** `GET /v1/mcp/…`: the variables that the component has for itself, whatever they are. The first team of that display name is asked. */
    listEnvsForAssistants: (at: AppAddress, teamAlias: string, component: NamedComponent) =>
      send({
        doing: `read the detail of ${nameOf(component)}`,
        method: "GET",
        path: `/mcp/teams/${encodeURIComponent(teamAlias)}/apps/${at.appId}/components/${encodeURIComponent(component.serviceId)}`,
        answer: detail,
      }),
    /** `PUT …/envs`: adds or changes variables, and removes none. Answers all; `400`, though it is done, where one of these isn't to its own rules. */
    setEnvs: (at: AppAddress, component: NamedComponent, changed: readonly Env[]) =>
      send({
        doing: `set the variables ${changed.map(({ name }) => name).join(", ")} of ${nameOf(component)}`,
        method: "PUT",
        path: `${componentPath(at, component.serviceId)}/envs`,
        body: { envs: changed.map(({ name, value, note }) => ({ name, value, note })) },
        answer: envList,
      }),
  };
}

function sizes(send: Send) {
  return {
    /** `POST …/telescopic/vertical`: memory in megabytes and CPU in thousandths of a core. A component that runs restarts. */
    setSize: (at: AppAddress, component: NamedComponent, { memory, cpu }: { memory: number; cpu: number }) =>
      send({
        doing: `set memory and CPU of ${nameOf(component)}`,
        method: "POST",
        path: `${componentPath(at, component.serviceId)}/telescopic/vertical`,
        body: { new_memory: memory, new_cpu: cpu, new_gpu: null },
        answer: nothing,
      }),
    /** `POST …/telescopic/horizontal`. Refused where so many replicas run. */
    setReplicas: (at: AppAddress, component: NamedComponent, count: number) =>
      send({
        doing: `set the replicas of ${nameOf(component)}`,
        method: "POST",
        path: `${componentPath(at, component.serviceId)}/telescopic/horizontal`,
        body: { new_node: count },
        answer: nothing,
      }),
  };
}

function portsOf(send: Send) {
  return {
    /** `GET …/services/{service_id}/ports`: all ports of one component. */
    listPorts: (at: AppAddress, component: NamedComponent) =>
      send({
        doing: `read the ports of ${nameOf(component)}`,
        method: "GET",
        path: `${componentPath(at, component.serviceId)}/ports`,
        answer: ports,
      }),
    /** `PUT …/ports/{port}`: opens it inside the cluster, which the outside needs, or to the outside with the rules that it has. */
    openPort: (at: AppAddress, component: NamedComponent, port: number, action: "open_inner" | "open_outer") =>
      send({
        doing: `open port ${port} of ${nameOf(component)}`,
        method: "PUT",
        path: `${componentPath(at, component.serviceId)}/ports/${port}`,
        body: { action },
        answer: nothing,
      }),
  };
}

function httpRules(send: Send) {
  return {
    /**
     * `POST …/httpdomains`: a rule of the gateway. The only call that makes the new gateway's route. A certificate that the console doesn't know is no error:
     * the rule is made without one.
     */
    addHttpRule: (at: AppAddress, rule: NewHttpRule) =>
      send({
        doing: `add domain ${rule.host}${rule.path}`,
        method: "POST",
        path: `${appPath(at)}/httpdomains`,
        body: {
          service_id: rule.serviceId,
          container_port: rule.port,
          domain_name: rule.host,
          domain_path: rule.path,
          certificate_id: rule.certificateId,
          // The console takes neither of them blank.
          ...(rule.header !== "" && { domain_header: rule.header }),
          ...(rule.cookie !== "" && { domain_cookie: rule.cookie }),
          whether_open: rule.opensPort,
        },
        answer: madeRule,
        isUnrepeatable: true,
      }),
    /** `DELETE …/httpdomains/{rule_id}`. */
    deleteHttpRule: (at: AppAddress, ruleId: string, domain: string) =>
      send({
        doing: `remove domain ${domain}`,
        method: "DELETE",
        path: `${appPath(at)}/httpdomains/${encodeURIComponent(ruleId)}`,
        answer: nothing,
      }),
  };
}
