/** A cluster that the console manages. */
export interface Region {
  regionId: string;
  name: string;
  alias: string;
  url: string;
  wsUrl: string;
  httpDomain: string;
  tcpDomain: string;
  /** "0" editing, "1" enabled, "2" disabled, "3" maintenance. */
  status: string;
  /** True if the cluster leaves a component that it doesn't know out of its statuses; else it calls it "unknow". */
  omitsUnknown: boolean;
}

/** A team, and the regions in which it was opened. */
export interface Team {
  id: number;
  teamId: string;
  name: string;
  alias: string;
  /** Microseconds since the epoch, like every `…At` here. */
  createdAt: number;
  /** The user who opened it, who may do everything in it. */
  creatorId: number;
  regionNames: string[];
  /** Keys of the plugins that installs brought into the team, prefixed by their region. */
  plugins: string[];
}

/** An app group: what the wire calls an app. */
export interface AppGroup {
  appId: number;
  teamId: string;
  regionName: string;
  name: string;
  note: string;
  k8sApp: string;
  creatorId: number;
  createdAt: number;
  updatedAt: number;
  configGroups: string[];
}

/** A row of the console's market table, found by the exact domain and URL. */
export interface Market {
  name: string;
  domain: string;
  url: string;
  type: string;
  accessKey: string | null;
}

/** One install of a template: what `tenant_service_group_id` numbers. */
export interface InstallGroup {
  groupId: number;
  appId: number;
  modelId: string;
  modelName: string;
  createdAt: number;
  /** The version at install time; an upgrade through the API leaves it. */
  version: string;
  /** Null for a template of the local library. */
  marketName: string | null;
}

/** A port of a component. */
export interface Port {
  containerPort: number;
  protocol: string;
  alias: string;
  isInner: boolean;
  isOuter: boolean;
  k8sServiceName: string;
}

/** An environment variable of a component; `scope` "outer" marks connection information. */
export interface Env {
  name: string;
  attrName: string;
  attrValue: string;
  isChange: boolean;
  scope: string;
  /** 0 if the variable doesn't belong to a port. */
  containerPort: number;
}

/** A volume of a component. */
export interface Volume {
  id: number;
  name: string;
  path: string;
  type: string;
  capacity: number;
  category: string;
  mode: number | null;
  fileContent: string;
}

/** Where a component of an install came from; the model version moves with each upgrade. */
export interface MarketSource {
  modelId: string;
  /** Null for a template of the local library. */
  marketName: string | null;
  version: string;
}

/** A template in the console's own library. */
export interface LocalModel {
  modelId: string;
  name: string;
  /** Newest first. */
  versions: { version: string; template: string; arch: string }[];
}

/** What the cluster knows of a component. */
export interface Workload {
  /** False until the cluster was told of the component, and again once it deleted it. */
  isKnown: boolean;
  status: string;
  /** A status that a person set and that hides the real one. */
  pinnedStatus: string | null;
  /** True once a build wrote a version row. */
  hasVersion: boolean;
  /** True if the next build to end is to fail. */
  failsNextBuild: boolean;
  /** True if the pods that start next won't get ready. */
  failsNextStart: boolean;
  /** Simulated milliseconds that a build takes; null for the usual time. */
  buildMs: number | null;
  /** The image that the running build uses, if it isn't the one that the console shows. */
  nextImage: string | null;
  /** The image that the last build used. */
  builtImage: string | null;
  /** The variables that its pods were started with, by name; null if there are none. */
  podEnvs: Record<string, string> | null;
}

/** A component: what the wire calls a service. */
export interface Component {
  serviceId: string;
  teamId: string;
  regionName: string;
  /** 0 once its app group was deleted from under it. */
  appId: number;
  serviceKey: string;
  shareUuid: string;
  alias: string;
  cname: string;
  k8sComponentName: string;
  createStatus: string;
  creatorId: number;
  groupId: number;
  source: MarketSource | null;
  deployVersion: string;
  version: string;
  image: string;
  cmd: string;
  arch: string;
  serviceType: string;
  /** "market", or "docker_image" once a person gave the component another build source. */
  serviceSource: string;
  isBuildUpgrade: boolean;
  extendMethod: string;
  minNode: number;
  minCpu: number;
  containerGpu: number;
  minMemory: number;
  totalMemory: number;
  updatedAt: number;
  ports: Port[];
  envs: Env[];
  volumes: Volume[];
  /** Service ids of the components that this one calls. */
  dependsOn: string[];
  /** Service ids of the components whose volumes this one mounts. */
  mountsFrom: string[];
  probeModes: string[];
  monitorNames: string[];
  graphTitles: string[];
  workload: Workload;
}

/** An event of a component, as the cluster's event table holds it. */
export interface ComponentEvent {
  eventId: string;
  serviceId: string;
  teamId: string;
  optType: string;
  userName: string;
  /** Empty while the event is under way, then "success" or "failure". */
  status: string;
  /** Empty while the event is under way, then "complete", "timeout" or "empty". */
  finalStatus: string;
  message: string;
  startedAt: number;
  endedAt: number | null;
  logs: { message: string; at: number }[];
}

/** What every rule of the gateway says. */
interface GatewayRule {
  id: number;
  ruleId: string;
  regionId: string;
  teamId: string;
  serviceId: string;
  serviceAlias: string;
  serviceCname: string;
  containerPort: number;
  protocol: string;
  /** 0 made by default, 1 made by a person. */
  type: number;
  isOuter: boolean;
}

/** A gateway rule for HTTP. */
export interface HttpRule extends GatewayRule {
  domainName: string;
  certificateId: number;
  isSenior: boolean;
  path: string;
  cookie: string;
  header: string;
  weight: number;
  autoSsl: boolean;
  autoSslConfig: string | null;
  pathRewrite: boolean;
  rewrites: string;
  ruleExtensions: { key: string; value: string }[];
}

/** A gateway rule for TCP. */
export interface TcpRule extends GatewayRule {
  endPoint: string;
}

/** A change of a workload that the cluster will make at a given simulated time. */
export interface Transition {
  at: number;
  serviceId: string;
  eventId: string;
  step: "built" | "started" | "stopped" | "scaled" | "recovered";
}
