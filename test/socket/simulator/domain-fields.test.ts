import { z } from "zod";
import { Tenant } from "./tenant";

const tenant = Tenant.forEachTest();
const rulesSchema = z.array(z.looseObject({ http_rule_id: z.string() }));
let webId: string;

beforeEach(async () => {
  await tenant.install();
  ({ service_id: webId } = await tenant.service("Web"));
});

async function rules(): Promise<z.infer<typeof rulesSchema>> {
  return rulesSchema.parse((await tenant.call("GET", `${tenant.app}/httpdomains`)).json);
}

async function ask(method: string, body: Record<string, unknown>, ruleId?: string): Promise<unknown[]> {
  const path = [`${tenant.app}/httpdomains`, ...(ruleId === undefined ? [] : [ruleId])].join("/");
  const { status, json } = await tenant.call(method, path, { service_id: webId, ...body });
  return [status, json];
}

function add(body: Record<string, unknown>): Promise<unknown[]> {
  return ask("POST", { container_port: 8080, domain_name: "shop.example.com", ...body });
}

const blank = "该字段不能为空。";
const none = "该字段不能为 null。";
test.each([
  ["domain_header", "", blank],
  ["domain_cookie", "", blank],
  ["domain_path", "", blank],
  ["auto_ssl_config", "", blank],
  ["domain_header", null, none],
  ["domain_cookie", null, none],
  ["domain_path", null, none],
  ["certificate_id", null, none],
  ["auto_ssl", null, none],
  ["auto_ssl_config", null, none],
  ["rule_extensions", null, none],
  ["the_weight", null, none],
])("neither a new domain nor a change may say %s: %j, which is left out instead", async (field, value, problem) => {
  const refused = [400, { code: 20400, err: { [field]: [problem] } }];
  expect(await add({ [field]: value })).toMatchObject(refused);
  await add({});
  expect(await ask("PUT", { [field]: value }, (await rules())[1]?.http_rule_id)).toMatchObject(refused);
  expect(await rules()).toHaveLength(2);
});

test("extensions aren't listed, and are a list without any in the answer to a deletion", async () => {
  expect((await add({ rule_extensions: [{ key: "lb-type", value: "x" }] }))[0]).toBe(201);
  const [, rule] = await rules();
  expect(rule).toMatchObject({ rule_extensions: [] });
  const path = `${tenant.app}/httpdomains/${rule?.http_rule_id ?? ""}`;
  expect((await tenant.call("DELETE", path)).json).toMatchObject({ rule_extensions: [] });
});

test("a certificate that isn't there is no error: the domain is made without it, and still called one by https", async () => {
  expect(await add({ certificate_id: 10 })).toMatchObject([201, { certificate_id: 0, protocol: "https" }]);
  expect(await add({ certificate_id: 9, domain_path: "/a" })).toMatchObject([201, { certificate_id: 9 }]);
  expect(await rules()).toMatchObject([{}, { certificate_id: 0, protocol: "https" }, { certificate_id: 9 }]);
});
