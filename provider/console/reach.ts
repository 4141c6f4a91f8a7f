import { z } from "zod";
import { appPath, componentPath, teamPath, type AppAddress, type TeamAddress } from "./addresses";
import { orEmpty } from "./answers";
import type { Send } from "./send";

/** An address under which a component is reached from outside: a URL, or `host:port` where the port isn't HTTP. */
export interface OuterAddress {
  readonly serviceId: string;
  readonly address: string;
}

/** An inner port of some component of the team. */
export interface InnerPort {
  /** The host name inside the cluster. Unique in a team. */
  readonly serviceName: string;
  readonly port: number;
  /** The component's display name: not unique. */
  readonly componentName: string | null;
}

/** A rule of the gateway for HTTP. */
export interface HttpRule {
  readonly ruleId: string;
  readonly serviceId: string;
  readonly host: string;
  /** At least `/`. */
  readonly path: string;
  readonly port: number;
  /** 0 for none. */
  readonly certificateId: number;
  readonly header: string;
  readonly cookie: string;
  /** False for a rule that came with an open port; true for one that somebody made. */
  readonly isCustom: boolean;
  /** False where its port was closed to the outside: it leads nowhere. */
  readonly isOuter: boolean;
}

/** What leads into an app group from outside. */
export interface Gateway {
  readonly addresses: readonly OuterAddress[];
  readonly rules: readonly HttpRule[];
}

const orNone = z
  .number()
  .nullish()
  .transform((number) => number ?? 0);

const httpRule = z
  .object({
    ID: z.number(),
    http_rule_id: orEmpty,
    service_id: z.string(),
    domain_name: z.string(),
    domain_path: orEmpty,
    container_port: orNone,
    certificate_id: orNone,
    domain_heander: orEmpty,
    domain_cookie: orEmpty,
    type: orNone,
    protocol: orEmpty,
    is_outer_service: z.boolean(),
  })
  .transform((rule) => ({ ...rule, address: urlOf(rule.protocol, rule.domain_name, rule.domain_path) }));

function ruleOf(wire: z.output<typeof httpRule>): HttpRule {
  return {
    ruleId: wire.http_rule_id,
    serviceId: wire.service_id,
    host: wire.domain_name,
    path: wire.domain_path || "/",
    port: wire.container_port,
    certificateId: wire.certificate_id,
    header: wire.domain_heander,
    cookie: wire.domain_cookie,
    isCustom: wire.type === 1,
    isOuter: wire.is_outer_service,
  };
}

function urlOf(protocol: string, domain: string, path: string): string {
  const scheme = protocol === "https" ? "https" : "http";
  return `${scheme}://${domain}${path === "/" ? "" : path}`;
}

const tcpRule = z
  .object({ ID: z.number(), service_id: z.string(), end_point: z.string(), is_outer_service: z.boolean() })
  .transform((rule) => ({ ...rule, address: rule.end_point }));

/**
 * `GET …/domains`: HTTP first, each the oldest first, so that a new rule moves no other. Rules of a port that was closed to the outside
 * stay listed, with `is_outer_service` false: they lead nowhere.
 */
const gateway = z.object({ http: z.array(httpRule), tcp: z.array(tcpRule) }).transform(({ http, tcp }): Gateway => ({
  addresses: [http, tcp]
    .flatMap((rules) => [...rules].sort((a, b) => a.ID - b.ID))
    .filter((rule) => rule.is_outer_service)
    .map((rule) => ({ serviceId: rule.service_id, address: rule.address })),
  rules: [...http].sort((a, b) => a.ID - b.ID).map(ruleOf),
}));

const bean = <Bean extends z.ZodType>(of: Bean) => z.object({ data: z.object({ bean: of }) });

/** `GET …/apps_port`. */
const teamPorts = bean(
  z.object({
    ports: z.array(z.object({ port: z.number(), service_name: orEmpty, component_name: z.string().nullish() })),
  }),
).transform((answer): InnerPort[] =>
  answer.data.bean.ports.map((port) => ({
    serviceName: port.service_name,
    port: port.port,
    componentName: port.component_name ?? null,
  })),
);

/** `GET …/services/{service_id}/ports`: those that are open inside the cluster. */
const componentPorts = z
  .object({
    data: z.object({
      list: z.array(z.object({ container_port: z.number(), k8s_service_name: orEmpty, is_inner_service: z.boolean() })),
    }),
  })
  .transform((answer): InnerPort[] =>
    answer.data.list
      .filter((port) => port.is_inner_service)
      .map((port) => ({ serviceName: port.k8s_service_name, port: port.container_port, componentName: null })),
  );

/** The endpoints that tell where components are reached. */
export function reach(send: Send) {
  return {
    /** `GET …/domains`: where the group's components are reached from outside, by HTTP and by other protocols. */
    readGateway: (at: AppAddress) =>
      send({
        doing: "read the addresses",
        method: "GET",
        path: `${appPath(at)}/domains`,
        answer: gateway,
      }),
    /** `GET …/apps_port`: the inner ports of the whole team in the region. */
    listTeamPorts: (at: TeamAddress) =>
      send({
        doing: "read the team's inner ports",
        method: "GET",
        path: `${teamPath(at)}/apps_port`,
        answer: teamPorts,
      }),
    /** `GET …/services/{service_id}/ports`: the inner ports of one component. */
    listComponentPorts: (at: AppAddress, serviceId: string) =>
      send({
        doing: "read the component's ports",
        method: "GET",
        path: `${componentPath(at, serviceId)}/ports`,
        answer: componentPorts,
      }),
  };
}
