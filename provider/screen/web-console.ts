/** Where things are in Rainbond's web console, by its own menus, in both of its languages. */
export const webConsole = {
  accessToken: "Personal center → Access token (个人中心 → 访问令牌)",
  cluster: "Platform → Cluster (平台管理 → 集群管理)",
  market: "Platform → Market (平台管理 → 应用市场)",
} as const;
