import { isFalsy, pythonJson } from "../python/values";
import { ConsoleError, serviceError } from "../console/call/errors";

/** A refused or failed call from the console to the cluster, with the reply that it becomes if nobody catches it. */
export class RegionError extends ConsoleError {
  constructor(
    readonly status: number,
    /** The error code in the cluster's answer; with one, the console passes status and code on. */
    readonly code: number | undefined,
    cause: ConsoleError,
  ) {
    super(cause.reply, cause.text);
  }
}

/** The call that failed, as the console words it. */
export interface RegionCall {
  url: string;
  method: string;
}

const quotaRefusals: Record<string, [code: number, msg: string, msgShow: string]> = {
  cluster_lack_of_memory: [10406, "cluster lack of memory", "集群可用资源不足，请联系集群管理员"],
  tenant_lack_of_memory: [10413, "tenant lack of memory", "团队使用内存已超过限额，请联系企业管理员增加限额"],
  authorize_cluster_lack_of_memory: [10414, "cluster lack of memory", "集群授权内存不足，请联系集群管理员"],
  authorize_cluster_lack_of_node: [10415, "cluster lack of node", "集群授权节点不足，请联系集群管理员"],
  authorize_cluster_lack_of_license: [10416, "cluster lack of license", "集群暂未授权，请联系集群管理员"],
  authorize_expiration_of_authorization: [10417, "cluster lack of license", "集群授权已过期，请联系集群管理员"],
  tenant_lack_of_cpu: [10418, "tenant lack of cpu", "团队使用CPU已超过限额，请联系企业管理员增加限额"],
  tenant_quota_cpu_lack: [
    10419,
    "tenant quota lack of cpu",
    "组件启动所需的cpu已经超过团队配额，请联系团队管理员增加限额",
  ],
  tenant_quota_memory_lack: [
    10420,
    "tenant quota lack of memory",
    "组件启动所需的内存已经超过团队配额，请联系团队管理员增加限额",
  ],
};

/** In these words a cluster says that a component is busy. */
const frequentTexts = ["操作过于频繁，请稍后再试", "wait a moment please", "just wait a moment"];

const codedTexts: Record<number, string> = {
  10104: "节点没有变化，无需升级",
  11010: "应用英文名格式不正确",
  11011: "应用英文名已存在",
};

/** Returns what the console makes of a cluster's answer with status 400 or above. */
export function regionError(call: RegionCall, status: number, body: unknown): RegionError {
  return new RegionError(status, isCoded(body) ? body.code : undefined, translate(call, status, body));
}

function translate(call: RegionCall, status: number, body: unknown): ConsoleError {
  if (isFalsy(body)) return serviceError(status, "region request api body is nil", "集群请求网络异常");
  const text = messageOf(body);
  if (isCoded(body)) {
    return serviceError(status, text, codedTexts[body.code] ?? text, { code: body.code });
  }
  if (status === 409) return isFrequent(body) ? frequentError() : serviceError(409, text);
  const quota = status === 412 ? quotaRefusals[text] : undefined;
  if (quota !== undefined) return serviceError(412, quota[1], quota[2], { code: quota[0] });
  if (status === 401 && /license/i.test(text)) return licenseError();
  return callError(call, status, body);
}

/** A cluster that doesn't say why means the same. */
function isFrequent(body: unknown): boolean {
  const hasWords = typeof body === "object" && body !== null && "msg" in body && !isFalsy(body.msg);
  return !hasWords || frequentTexts.includes(messageOf(body).trim().toLowerCase());
}

/** Returns the console's answer to a cluster that finds a component busy. */
export function frequentError(): ConsoleError {
  const json = { code: 409, msg: "wait a moment please", msg_show: "操作过于频繁，请稍后再试" };
  return new ConsoleError({ status: 409, json }, "wait a moment please");
}

function licenseError(): ConsoleError {
  const json = { code: 10400, msg: "invalid license", msg_show: "license不正确或已过期" };
  return new ConsoleError({ status: 401, json }, "invalid license");
}

function callError(call: RegionCall, status: number, body: unknown): ConsoleError {
  const msg = { apitype: "Not specified", url: call.url, method: call.method, httpcode: status, body };
  const text = pythonJson(msg);
  if (status === 404) {
    const json = { code: 404, msg: "region no found this resource", msg_show: "数据中心资源不存在" };
    return new ConsoleError({ status: 404, json }, text);
  }
  return new ConsoleError(
    { status: 400, json: { code: 400, msg, msg_show: `数据中心操作故障 ${messageOf(body)}` } },
    text,
  );
}

function isCoded(body: unknown): body is { code: number } {
  return typeof body === "object" && body !== null && "code" in body && typeof body.code === "number";
}

function messageOf(body: unknown): string {
  if (typeof body === "string") return body;
  if (typeof body === "object" && body !== null && "msg" in body && typeof body.msg === "string") return body.msg;
  return JSON.stringify(body);
}
