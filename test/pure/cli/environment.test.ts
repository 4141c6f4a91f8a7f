import { concealSecretsOf } from "../../../cli/terminal/environment-secrets";
import { shown } from "../../../provider/screen";

describe("of the environment", () => {
  test.each([
    ["DB_PASSWORD", "a-db-password"],
    ["PULUMI_CONFIG_PASSPHRASE", "a-long-passphrase"],
    ["Github_Token", "a-token-of-github"],
    ["RAINBOND_TOKEN", "rtk"],
  ])("%s is a secret", (name, value) => {
    concealSecretsOf({ [name]: value });
    expect(shown(`it said ${value}`)).toBe("it said [secret]");
  });

  test.each(["RAINBOND_TOKEN_FILE", "PULUMI_CONFIG_PASSPHRASE_FILE", "SSH_PRIVATE_KEY_PATH", "secrets_dir"])(
    "%s is where a secret is, and is said where it is wrong",
    (name) => {
      const path = `/no/such/place/of-${name}`;
      concealSecretsOf({ [name]: path });
      expect(shown(`can't read ${path}`)).toBe(`can't read ${path}`);
    },
  );

  test.each([
    ["HTTPS_PROXY", "http://me:p@ss-of-proxy@proxy.example:3128"],
    ["http_proxy", "me:p@ss-of-another@proxy.example:3128"],
    ["RAINBOND_MARKETS", "a=https://hub.example b=https://me:p@ss-of-store@hub.example"],
  ])("the login in %s is a secret", (name, value) => {
    concealSecretsOf({ [name]: value });
    expect(shown(value)).toBe(value.replace(/p@ss-of-\w+/, "[secret]"));
  });
});
