import type { ConsoleErrorKind } from "../errors";
import { webConsole } from "../screen";

/** What to do about each kind of failure, in one sentence. Callers that know more say more. */
export const cures: Readonly<Record<ConsoleErrorKind, string>> = {
  appMissing: "The app group is gone; check appId",
  componentMissing: "The component is gone; run pulumi refresh",
  componentElsewhere: "A person has moved it; look for it in the team's other app groups",
  teamMissing: "No such team for this token: check teamId (the 32 hex digits of tenant_id), the endpoint and the token",
  regionMissing: "Check regionName: it is the region's name, as in the address bar after /region/",
  regionUnavailable:
    "Look at the region in the console: the team isn't open in it (then check regionName), or it is in maintenance",
  tokenRefused: `Check RAINBOND_TOKEN: it is the raw access token of a user, made in the web console under ${webConsole.accessToken}`,
  storeKeyRefused:
    "The console keeps the first key that it was given for this marketUrl and marketDomain (or none), and ignores every later one: " +
    `mend the store's AccessKey in the web console under ${webConsole.market}`,
  storeRefused:
    "The app store knows the key but refuses this app to it; check marketAccessKey and the app's publication",
  storeUnreachable:
    "The console can't reach marketUrl; check it, and whether the console's own network reaches the store",
  licence: "Ask the enterprise's administrator: the platform's licence doesn't allow this",
  lacksResources: "Free or add what is short in the cluster, then run pulumi up again",
  marketMissing: `Add the app store again in the web console under ${webConsole.market}`,
  clusterUnreachable: `Look at the region in the web console under ${webConsole.cluster}; run the command again once it answers`,
  clusterLostIt:
    "The console still lists it, and this API can't mend that: delete it in the web console, or have the cluster's administrator look",
  forbidden: "The token's user lacks the right for this in the team; give the user a role that has it",
  k8sAppTaken: "Another app group of this team has that Kubernetes name; give the resource another name",
  k8sAppTakenInCluster:
    "The cluster holds a leftover of that name which the console doesn't list and this API can't remove: have the cluster's administrator remove it",
  appNameTaken: "Another app group of this team has that name; choose another appName",
  running: "It is still running; stop it first",
  neededByOthers: "Another component needs it; delete that one first",
  busy: "Another operation on it is under way; run the command again in a few minutes",
  noChange: "There is nothing to do; run pulumi refresh",
  domainTaken: "Choose another host, or have the other team remove it",
  domainMissing: "The domain is gone; run pulumi refresh",
  databaseLocked: "The console's database was busy and nothing was done; run the command again",
  installFailed:
    "Mend what these words name: a part of the template (by another appModelVersion), or the cluster (its quota and licence are in the console)",
  installLocked:
    "Something else was writing to the console at the same time, which its sqlite database doesn't bear: run the command again",
  deleteFailed:
    "The console's database was busy, or its cluster refused; run the command again, and if that doesn't help, look at the console's log",
  upgradeFailed:
    "The console rolled the upgrade back, and its words name the cause: mend that, or declare another appModelVersion",
  invalidRequest: "Correct the value that is named",
  notRainbond:
    "That isn't a Rainbond console's answer: check RAINBOND_ENDPOINT (scheme, host and port, for example http://console.example:7070, and the path if the console is behind one)",
  redirected:
    "Redirects aren't followed, since they would carry the token elsewhere: set RAINBOND_ENDPOINT to the target if it is your console",
  rateLimited: "Declare a smaller rainbond:maxConcurrency, then run the command again",
  gatewayRefused: "Have the gateway's operator let /openapi/v1 of the console through",
  gatewayGaveUp:
    "See that the console runs behind it; it may have acted all the same, so the next pulumi up looks before it acts",
  unreachable: "Check RAINBOND_ENDPOINT and the network to it",
  noAnswer: "The console didn't answer; it may have acted all the same, so the next pulumi up looks before it acts",
  crashed: "The console failed inside: look at its log, then run the command again",
  refused: "Correct what the console names, then run the command again",
};
