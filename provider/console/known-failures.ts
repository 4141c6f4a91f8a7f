import type { ConsoleErrorKind, Effect } from "../errors";

/** A failure of the console that we know. */
export interface KnownFailure {
  readonly status: number;
  /** Any, where left out. */
  readonly code?: number;
  /** The whole `msg`, constant and in English; any, where left out. */
  readonly msg?: string;
  readonly errorType?: string;
  /** How `msg_show` ends: the exception that the console passes on, in English, whatever it puts before. Any, where left out. */
  readonly exception?: string;
  readonly kind: ConsoleErrorKind;
  /** Default: nothing happened. */
  readonly effect?: Effect;
  /** What it means, in English, where neither `msg` nor the cure says it. */
  readonly means?: string;
  /** True if the console's `msg_show` says more than its `msg`: the cause, or names. Else it is the same in Chinese. */
  readonly showSaysMore?: boolean;
  /** What to do about it, where that isn't the same for the whole kind. */
  readonly cure?: string;
}

const askForQuota = "Ask the enterprise's administrator for more, or free some in the team; then run pulumi up again";
const askForLicence = "Ask the enterprise's administrator for a licence that covers it; then run pulumi up again";

/** What the console's own code fails with where an upgrade would add a component. */
const addedComponent = "install_service_when_upgrade_app() takes from 9 to 11 positional arguments but 12 were given";

/**
 * The console's failures, told apart by status, code and, where one code has several causes, the whole constant English `msg`.
 * Most specific first. The codes are those of goodrain/rainbond-console 6.9.
 */
export const knownFailures: readonly KnownFailure[] = [
  { status: 401, code: 10421, kind: "storeKeyRefused" },
  { status: 401, code: 10400, kind: "licence" },
  { status: 401, kind: "tokenRefused" },
  { status: 403, code: 10407, kind: "storeRefused" },
  { status: 403, kind: "forbidden" },
  { status: 404, code: 3000, kind: "regionMissing" },
  { status: 404, code: 2002, kind: "teamMissing" },
  { status: 404, code: 404, msg: "no found team", kind: "teamMissing" },
  { status: 404, code: 404, msg: "no found app", kind: "appMissing" },
  { status: 404, code: 404, msg: "no found component", kind: "componentMissing" },
  {
    status: 404,
    code: 404,
    msg: "component not belong to this app",
    kind: "componentElsewhere",
    means: "the component is in another app group",
  },
  {
    status: 404,
    code: 404,
    msg: "region no found this resource",
    kind: "clusterLostIt",
    means: "the cluster doesn't know what the console asks it for",
  },
  {
    status: 404,
    code: 404,
    msg: "no found app market",
    kind: "marketMissing",
    means: "the console no longer has the app store",
  },
  {
    status: 404,
    code: 404,
    msg: "not found",
    kind: "refused",
    means: "the app store has no such version, or didn't give it",
  },
  {
    status: 404,
    code: 404,
    msg: "app arch does not match build node arch",
    kind: "refused",
    means: "no node of the cluster has the app's processor architecture",
    cure: "Declare a version that is built for the cluster's nodes, or add a node",
  },
  { status: 409, code: 2001, kind: "regionUnavailable" },
  { status: 409, msg: "delete error", kind: "running" },
  { status: 409, msg: "wait a moment please", kind: "busy" },
  { status: 409, msg: "just wait a moment", kind: "busy" },
  { status: 409, msg: "vertical upgrade error", kind: "busy" },
  {
    status: 409,
    msg: "singleton component, do not allow",
    kind: "refused",
    means: "the component is a singleton, which has one replica",
    cure: "Declare minNode: 1, or leave it out",
  },
  { status: 412, msg: "delete error", kind: "neededByOthers", showSaysMore: true },
  { status: 412, code: 10406, kind: "lacksResources", means: "the cluster is short of memory" },
  { status: 412, code: 10413, kind: "lacksResources", means: "the team is at its memory limit", cure: askForQuota },
  { status: 412, code: 10414, kind: "licence", means: "the licence covers no more memory", cure: askForLicence },
  { status: 412, code: 10415, kind: "licence", means: "the licence covers no more nodes", cure: askForLicence },
  { status: 412, code: 10416, kind: "licence", means: "the cluster has no licence", cure: askForLicence },
  { status: 412, code: 10417, kind: "licence", means: "the cluster's licence has expired", cure: askForLicence },
  { status: 412, code: 10418, kind: "lacksResources", means: "the team is at its CPU limit", cure: askForQuota },
  { status: 412, code: 10419, kind: "lacksResources", means: "the team's CPU quota is used up", cure: askForQuota },
  { status: 412, code: 10420, kind: "lacksResources", means: "the team's memory quota is used up", cure: askForQuota },
  { status: 400, code: 21003, kind: "k8sAppTaken" },
  { status: 400, code: 11011, kind: "k8sAppTakenInCluster" },
  { status: 400, code: 10411, kind: "clusterUnreachable" },
  {
    status: 400,
    code: 20905,
    kind: "refused",
    means: "the console holds the record of an upgrade for unfinished",
    cure: "Open the app's last upgrade record in the web console, which ends it, then run the command again",
  },
  { status: 400, code: 400, msg: "app name exist", kind: "appNameTaken" },
  { status: 400, code: 10104, kind: "noChange", means: "so many replicas run already" },
  {
    status: 400,
    code: 400,
    msg: "domain be used other team",
    kind: "domainTaken",
    means: "another team of the region has that domain",
  },
  { status: 404, code: 1404, kind: "domainMissing" },
  {
    status: 400,
    code: 400,
    msg: "install app failure",
    exception: "database is locked",
    kind: "installLocked",
    showSaysMore: true,
  },
  { status: 400, code: 400, msg: "install app failure", kind: "installFailed", showSaysMore: true },
  { status: 400, code: 400, msg: "upgrade app failure", kind: "upgradeFailed", showSaysMore: true },
  {
    status: 400,
    code: 400,
    msg: "version can not found",
    kind: "refused",
    means: "the app store has no longer the version that is installed, or didn't give it",
  },
  {
    status: 400,
    code: 400,
    msg: "There are running components under the current application",
    kind: "running",
    means: "components in the app group run, or the cluster doesn't say that they don't",
  },
  { status: 400, code: 20400, kind: "invalidRequest" },
  { status: 507, msg: "delete error", kind: "deleteFailed" },
  { status: 500, code: 10401, errorType: "MaxRetryError", kind: "storeUnreachable" },
  {
    status: 500,
    code: 10401,
    errorType: "TypeError",
    msg: addedComponent,
    kind: "upgradeFailed",
    means: "the version has a component that the install lacks: the console takes it for a new one and fails",
    cure: "Replace the app, which loses its data, or declare a version without that component",
  },
  {
    status: 500,
    code: 10401,
    errorType: "OperationalError",
    msg: "database is locked",
    kind: "databaseLocked",
  },
];
