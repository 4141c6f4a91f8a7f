import { classify } from "../../../provider/console/classify";

/** Every code of its own that the console gives a failure of a call that we make, with its status and its words. */
const codes: [status: number, code: number, msg: string, kind: string][] = [
  [401, 10421, "no store auth token", "storeKeyRefused"],
  [401, 10400, "license", "licence"],
  [403, 10407, "no store permissions", "storeRefused"],
  [403, 10402, "no permissions ", "forbidden"],
  [404, 3000, "the region is not found", "regionMissing"],
  [409, 2001, "the team is not initialized in the region", "regionUnavailable"],
  [412, 10406, "cluster_lack_of_memory", "lacksResources"],
  [412, 10413, "tenant_lack_of_memory", "lacksResources"],
  [412, 10414, "authorize_cluster_lack_of_memory", "licence"],
  [412, 10415, "authorize_cluster_lack_of_node", "licence"],
  [412, 10416, "authorize_cluster_lack_of_license", "licence"],
  [412, 10417, "authorize_expiration_of_authorization", "licence"],
  [412, 10418, "tenant_lack_of_cpu", "lacksResources"],
  [412, 10419, "tenant_quota_cpu_lack", "lacksResources"],
  [412, 10420, "tenant_quota_memory_lack", "lacksResources"],
  [400, 10411, "MaxRetryError", "clusterUnreachable"],
  [400, 21003, "k8s app exists", "k8sAppTaken"],
  [400, 11011, "k8s app exists in the cluster", "k8sAppTakenInCluster"],
  [404, 404, "app arch does not match build node arch", "refused"],
];

test.each(codes)(
  "a %d with code %d, %p, is told from others as %s, with one thing to do",
  (httpStatus, code, msg, kind) => {
    const verdict = classify({ httpStatus, isHtml: false, body: { code, msg, msg_show: "中文" } });
    expect(verdict).toMatchObject({ kind, effect: "none", said: msg.trim() });
    expect(verdict.cure).toMatch(/^[A-Z].*[^.]$/);
    if (httpStatus === 412) expect(verdict.means).toMatch(/memory|CPU|licence/);
  },
);
