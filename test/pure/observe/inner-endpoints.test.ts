import type { InnerPort } from "../../../provider/console";
import type { Component } from "../../../provider/model";
import { endpointsToldByTeam } from "../../../provider/observe/inner-endpoints";
import { sampleComponent } from "../lifecycle/sample";

const web = sampleComponent("web", "Web");

/** The team's list, from lines like `Web web:80`. */
function list(...lines: string[]): InnerPort[] {
  return lines.map((line) => {
    const [componentName = "", serviceName = "", port = ""] = line.split(/[ :]/);
    return { componentName, serviceName, port: Number(port) };
  });
}

/** What is remembered: the endpoints of `web`, and those of its namesakes. */
function remember(own: string[], namesakes?: string[]) {
  const components: Component[] = [
    {
      ...{
        serviceId: "web-id",
        serviceAlias: "grweb",
        serviceCname: "Web",
        serviceKey: "web",
        k8sComponentName: "grweb",
      },
      ...{ status: "running", image: "", version: "", minMemory: 0, minCpu: 0, minNode: 1, extendMethod: "" },
      ...{ accessUrls: [], innerEndpoints: own },
    },
  ];
  return { components, namesakes };
}

describe("the inner endpoints of a component", () => {
  it.each<[string, { own: string[]; others: string[] | undefined; now: string[]; expected: string[] | undefined }]>([
    ["are none where nothing of its name is listed", { own: ["web:80"], others: [], now: ["DB db:1"], expected: [] }],
    [
      "are those of its hosts, with a port that was opened",
      {
        own: ["web:80"],
        others: ["web-1:80"],
        now: ["Web web:80", "Web web:81", "Web web-1:80"],
        expected: ["web:80", "web:81"],
      },
    ],
    [
      "are none once its port is closed beside an open one of a namesake",
      { own: ["web:80"], others: ["web-1:80"], now: ["Web web-1:80"], expected: [] },
    ],
    [
      "stay none where only namesakes have ports",
      { own: [], others: ["web-1:80"], now: ["Web web-1:80"], expected: [] },
    ],
    [
      "follow a new host name that all its ports got",
      {
        own: ["web:80", "api:81"],
        others: ["web-1:80"],
        now: ["Web new:80", "Web new:81", "Web web-1:80"],
        expected: ["new:80", "new:81"],
      },
    ],
    [
      "stay when a namesake gets another host name",
      { own: ["web:80"], others: ["web-1:80"], now: ["Web web:80", "Web new:80"], expected: ["web:80"] },
    ],
    [
      "are the component's to tell when a new host has other ports",
      { own: ["web:80"], others: [], now: ["Web new:81"], expected: undefined },
    ],
    [
      "are the component's to tell when its host stands beside another name",
      { own: ["web:80"], others: [], now: ["Shop web:80"], expected: undefined },
    ],
    [
      "are the component's to tell when a host is new and nothing is gone",
      { own: [], others: [], now: ["Web web:80"], expected: undefined },
    ],
    [
      "stay when others were installed since the last write",
      { own: ["web:80"], others: undefined, now: ["Web web:80", "Web web-1:80"], expected: ["web:80"] },
    ],
    [
      "are the component's to tell when one is gone since the last write and another came",
      { own: ["web:80"], others: undefined, now: ["Web web-1:80", "Web web-2:80"], expected: undefined },
    ],
  ])("%s", (_, { own, others, now, expected }) => {
    expect(endpointsToldByTeam(web, remember(own, others), list(...now))).toEqual(expected);
  });

  it("are the component's to tell where nothing is remembered of it, unless its name isn't listed", () => {
    expect(endpointsToldByTeam(web, undefined, list("Web web:80"))).toBeUndefined();
    expect(endpointsToldByTeam(web, undefined, list("DB web:80"))).toEqual([]);
  });
});
