import { classify } from "../../../provider/console/classify";
import { knownFailures, type KnownFailure } from "../../../provider/console/known-failures";

const deleteError = "delete error";
const addsComponent = "install_service_when_upgrade_app() takes from 9 to 11 positional arguments but 12 were given";
const invalid = { detail: "参数错误", err: { app_name: ["该字段是必填项。"] } };

/** An answer for each failure that we know: status, code of its own if it has one, and the console's words. */
const answers: [status: number, code: number | undefined, msg: unknown, kind: string, more?: object][] = [
  [401, 10421, "no store auth token", "storeKeyRefused"],
  [401, 10400, "license", "licence"],
  [401, 401, "No such user or user is not admin", "tokenRefused"],
  [403, 10407, "no store permissions", "storeRefused"],
  [403, 10402, "no permissions ", "forbidden"],
  [404, 3000, "the region is not found", "regionMissing"],
  [404, 2002, "the team is not found", "teamMissing"],
  [404, 404, "no found team", "teamMissing"],
  [404, 404, "no found app", "appMissing"],
  [404, 404, "no found component", "componentMissing"],
  [404, 404, "component not belong to this app", "componentElsewhere"],
  [404, 404, "region no found this resource", "clusterLostIt"],
  [404, 404, "no found app market", "marketMissing"],
  [404, 404, "not found", "refused"],
  [404, 404, "app arch does not match build node arch", "refused"],
  [409, 2001, "the team is not initialized in the region", "regionUnavailable"],
  [409, 409, deleteError, "running"],
  [409, undefined, deleteError, "running"],
  [409, 409, "wait a moment please", "busy"],
  [409, undefined, "wait a moment please", "busy"],
  [409, 409, "just wait a moment", "busy"],
  [409, 409, "vertical upgrade error", "busy"],
  [409, 409, "singleton component, do not allow", "refused"],
  [412, 412, deleteError, "neededByOthers"],
  [412, undefined, deleteError, "neededByOthers"],
  [412, 10406, "cluster_lack_of_memory", "lacksResources"],
  [412, 10413, "tenant_lack_of_memory", "lacksResources"],
  [412, 10414, "authorize_cluster_lack_of_memory", "licence"],
  [412, 10415, "authorize_cluster_lack_of_node", "licence"],
  [412, 10416, "authorize_cluster_lack_of_license", "licence"],
  [412, 10417, "authorize_expiration_of_authorization", "licence"],
  [412, 10418, "tenant_lack_of_cpu", "lacksResources"],
  [412, 10419, "tenant_quota_cpu_lack", "lacksResources"],
  [412, 10420, "tenant_quota_memory_lack", "lacksResources"],
  [400, 21003, "k8s app exists", "k8sAppTaken"],
  [400, 11011, "k8s app exists in the cluster", "k8sAppTakenInCluster"],
  [400, 10411, "MaxRetryError", "clusterUnreachable"],
  [400, 20905, "the last record is unfinished", "refused"],
  [400, 400, "app name exist", "appNameTaken"],
  [400, 10104, "horizontal no change", "noChange"],
  [400, 400, "domain be used other team", "domainTaken"],
  [404, 1404, "domain not found", "domainMissing"],
  [400, 400, "install app failure", "installFailed"],
  [400, 400, "install app failure", "installLocked", { msg_show: "安装应用发生异常database is locked" }],
  [400, 400, "upgrade app failure", "upgradeFailed"],
  [400, 400, "version can not found", "refused"],
  [400, 400, "There are running components under the current application", "running"],
  [400, 20400, undefined, "invalidRequest", invalid],
  [500, 10401, "HTTPConnectionPool", "storeUnreachable", { error_type: "MaxRetryError" }],
  [507, 507, deleteError, "deleteFailed"],
  [507, undefined, deleteError, "deleteFailed"],
  [500, 10401, addsComponent, "upgradeFailed", { error_type: "TypeError" }],
  [500, 10401, "database is locked", "databaseLocked", { error_type: "OperationalError" }],
];

test.each(answers)("a %d with code %p, %p, is told from others as %s", (httpStatus, code, msg, kind, more = {}) => {
  const verdict = classify({ httpStatus, isHtml: false, body: { code, msg, msg_show: "中文", ...more } });
  expect(verdict).toMatchObject({ kind, effect: "none" });
  expect(verdict.said).toContain(typeof msg === "string" ? msg.trim() : "app_name: 该字段是必填项。");
  expect(verdict.cure).toMatch(/^[A-Z].*[^.]$/);
  if (httpStatus === 412 && msg !== deleteError) expect(verdict.means).toMatch(/memory|CPU|licence|nodes/);
});

test("no failure that we know is without such an answer", () => {
  const isAnswered = (known: KnownFailure): boolean =>
    answers.some(
      ([status, code, msg, kind]) =>
        known.status === status &&
        known.kind === kind &&
        (known.code === undefined || known.code === code) &&
        (known.msg === undefined || known.msg === msg),
    );
  expect(knownFailures.filter((known) => !isAnswered(known))).toEqual([]);
});

test.each([
  ["a crash, of which nobody knows what it did", 500, { code: 10401, msg: "boom", error_type: "KeyError" }, "unknown"],
  ["a refusal", 400, { code: 12345, msg: "never seen" }, "none"],
])("a failure that we don't know is %s", (_, httpStatus, body, effect) => {
  const verdict = classify({ httpStatus, isHtml: false, body });
  expect(verdict).toMatchObject({ kind: httpStatus === 500 ? "crashed" : "refused", effect, said: body.msg });
});
