import type { Insertion } from "./replay";

const boom = { status: 500, body: { msg: "boom" } };
const teamA = "/teams/b1956ca4067d4f0aac4ed66494d53fc3/regions/rainbond";
const teamX = "/teams/7b8d522b3ed3419a807bf7fd8c922e2f/regions/rainbond";
const demo = {
  market_url: "http://127.0.0.1:8890",
  market_domain: "rainbond",
  market_type: "rainstore",
  market_access_key: "goodkey",
  app_model_id: "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm",
  app_model_version: "1.0",
};
const mainWeb = `${teamX}/apps/1/services/c0a12592e76d4e909a2d62381267a1f1`;

function fault(before: string, point: string, response: unknown): Insertion {
  return { before, method: "POST", path: "/simulator/faults", body: [{ point, times: 1, response }] };
}

/** What `console-observed.json` leaves out. */
export const mainInsertions: readonly Insertion[] = [
  {
    before: "services after two installs",
    method: "POST",
    path: `${teamA}/apps/3/install?is_deploy=false`,
    body: demo,
  },
  { before: "services after two installs", pin: "starting", services: `${teamA}/apps/3/services` },
  fault("install region error", "region.createService", boom),
  fault("install fails in metadata phase", "region.volumeOptions", boom),
  fault("operations region error", "region.batchOperation", boom),
  {
    before: "upgrade info again",
    method: "POST",
    path: `${teamA}/apps/1/services/d7c85636eca14a109334677bf9195317/telescopic/vertical`,
    body: { new_memory: 512, new_gpu: 0, new_cpu: 200 },
  },
  { before: "delete running component", pin: "running", services: `${teamA}/apps/1/services` },
  { before: "delete app", pin: "closed", services: `${teamA}/apps/1/services` },
];

/** What `console-observed-extra.json` leaves out. */
export const extraInsertions: readonly Insertion[] = [
  fault("horizontal, cluster says no change", "region.horizontal", {
    status: 400,
    body: { code: 10104, msg: "horizontal no change" },
  }),
  fault("vertical, team quota", "region.vertical", { status: 412, body: { msg: "tenant_lack_of_memory" } }),
  {
    before: "domains after close",
    method: "PUT",
    path: `${mainWeb}/ports/8080`,
    body: { action: "close_outer" },
  },
  { before: "port rename", method: "PUT", path: `${mainWeb}/ports/8080`, body: { action: "close_inner" } },
  { before: "port rename", method: "DELETE", path: `${mainWeb}/ports/8080` },
  {
    before: "domain again",
    method: "POST",
    path: `${teamX}/apps/1/httpdomains`,
    body: {
      service_id: "c0a12592e76d4e909a2d62381267a1f1",
      container_port: 80,
      domain_name: "shop.example.com",
    },
    ties: { http_rule_id: "6e6184530888845e216919e3f405286e" },
  },
  {
    before: "domains tcp and http",
    method: "POST",
    path: `${teamX}/apps/1/httpdomains`,
    body: {
      service_id: "c0a12592e76d4e909a2d62381267a1f1",
      container_port: 80,
      domain_name: "shop.example.com",
      domain_path: "/x",
    },
  },
  { before: "services after upgrade: scaling kept", pin: "closed", services: `${teamX}/apps/1/services` },
  { before: "image still byhand", pin: "closed", services: `${teamX}/apps/11/services` },
];
