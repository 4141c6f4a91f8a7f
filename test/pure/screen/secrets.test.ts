import { createHash } from "node:crypto";
import fc from "fast-check";
import { asSent, concealLogin, concealSecret, shown } from "../../../provider/screen";
import { redact } from "../../../provider/screen/secrets";

/** A key with everything that is written otherwise somewhere. */
const key = "k3y\"+/&=%<ü>\\' end";
concealSecret(key);

const json = (text: string): string => JSON.stringify(text).slice(1, -1);
const basic = (user: string): string => Buffer.from(`${user}:${key}`).toString("base64");
const form = (text: string): string => new URLSearchParams({ k: text }).toString().slice(2);

describe("a secret is concealed", () => {
  it.each([
    ["as it is", key],
    ["in a URL", encodeURIComponent(key)],
    ["in a URL, with small digits", encodeURIComponent(key).replace(/%../g, (escape) => escape.toLowerCase())],
    ["in a URL that leaves slashes", encodeURIComponent(key).replaceAll("%2F", "/")],
    ["in a URL within a URL", encodeURIComponent(encodeURIComponent(key))],
    ["in a form", form(key)],
    ["in JSON", json(key)],
    ["in JSON with escaped slashes", json(key).replaceAll("/", "\\/")],
    ["in JSON as Go writes it", json(key).replace(/[&<>]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)],
    ["in JSON of plain ASCII", json(key).replaceAll("ü", "\\u00FC")],
    ["in JSON within JSON", json(json(key))],
    ["in HTML", key.replace(/[&"'<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)],
    ["in HTML with names", key.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;")],
    ["in base64", Buffer.from(key).toString("base64")],
    ["in base64 for URLs", Buffer.from(key).toString("base64url")],
  ])("%s", (_, spelling) => {
    expect(shown(`it said ${spelling}, twice ${spelling}.`)).toBe("it said [secret], twice [secret].");
  });

  it.each(["", "u", "me", "ops", "operator"])("in the Basic header of the user %j", (user) => {
    const header = basic(user);
    for (const spelling of [header, header.replaceAll("/", "\\/"), encodeURIComponent(header)]) {
      const left = shown(`Basic ${spelling}.`);
      expect(left).toMatch(/^Basic \w*\[secret\](%3D)*\.$/);
      const [, word = ""] = /^Basic (\w*)/.exec(left) ?? [];
      expect(`${user}:`).toContain(Buffer.from(word, "base64").toString());
    }
  });

  it.each([
    ["by itself", (text: string) => `${text.slice(0, 5)}\r\n  ${text.slice(5)}`],
    ["escaped", (text: string) => `${text.slice(0, 5)}\\n${text.slice(5)}`],
    ["and a terminal's colours", (text: string) => `${text.slice(0, 5)}\u001b[31m${text.slice(5)}`],
  ])("also where a line breaks in it, %s", (_, broken) => {
    expect(shown(`said ${broken(key)}.`)).toBe("said [secret].");
    expect(shown(`said ${broken(basic(""))}.`)).toBe("said O[secret].");
  });

  it.each(["ends-with-%", "ends-with-&", "ends-with-\\"])("to its last sign: %s", (secret) => {
    concealSecret(secret);
    for (const spelling of [secret, encodeURIComponent(secret), json(secret), secret.replace("&", "&amp;")]) {
      expect(shown(`<${spelling}>`)).toBe("<[secret]>");
    }
  });

  it("of several lines, as a private key is", () => {
    const lines = "-----BEGIN KEY-----\nabc+d/e\r\nfgh=\n-----END KEY-----\n";
    concealSecret(lines);
    for (const spelling of [lines, json(lines), form(lines), encodeURIComponent(lines)]) {
      expect(shown(`a ${spelling.trim()}. b`)).toMatch(/^a \[secret\](\+|%0A|\\n)?\. b$/);
    }
  });

  it("before a text is cut short, so that no half of it is left", () => {
    expect(shown(`${"x ".repeat(10)}${key} and more`, { longest: 27 })).toBe(`${"x ".repeat(10)}[secre…`);
  });

  it("whole, where another one is a part of it or goes over into it", () => {
    concealSecret("part-of-it");
    concealSecret("begins with part-of-it and ends");
    concealSecret("and ends elsewhere");
    expect(shown("(begins with part-of-it and ends) (part-of-it)")).toBe("([secret]) ([secret])");
    expect(shown("(begins with part-of-it and ends elsewhere)")).toBe("([secret])");
  });

  it("whatever it is, in any of these spellings", () => {
    const spell = [(text: string) => text, encodeURIComponent, form, json, (text: string) => json(json(text))];
    const text = fc.string({ minLength: 8, maxLength: 40, unit: "grapheme-ascii" });
    const trimmed = text.filter((one) => one.trim() === one && !/^[a-zA-Z]+$|secret/.test(one));
    fc.assert(
      fc.property(trimmed, fc.constantFrom(...spell), (secret, spelling) => {
        concealSecret(secret);
        expect(shown(`<${spelling(secret)}>`)).toBe("<[secret]>");
      }),
      { numRuns: 300 },
    );
  });
});

describe("a long secret", () => {
  /** 3 kB, with everything that is written otherwise somewhere; another one for each seed. */
  const longKey = (seed: string): string =>
    Array.from({ length: 48 }, (_, line) => {
      const text = createHash("sha256").update(`${seed} ${line}`).digest("base64");
      return `${text.slice(0, 20)}\\"<&%ü ${text.slice(20)} 'end'`;
    }).join("\n");

  it("is concealed whole, in each spelling, also among many, and none of it takes long", () => {
    const [secret = "", ...others] = Array.from({ length: 60 }, (_, index) => longKey(`${index}`));
    const begin = performance.now();
    for (const one of [secret, ...others]) concealSecret(one);
    for (let line = 0; line < 100; line++) expect(shown("an ordinary line")).toBe("an ordinary line");
    const spellings = [
      ...[secret, json(secret), json(json(secret)), form(secret), encodeURIComponent(secret)],
      ...[encodeURIComponent(encodeURIComponent(secret)), secret.replaceAll("\n", "\r\n  ")],
      ...[Buffer.from(secret).toString("base64"), Buffer.from(secret).toString("base64url")],
      (
        Buffer.from(secret)
          .toString("base64")
          .match(/.{1,76}/g) ?? []
      ).join("\r\n"),
      encodeURIComponent(Buffer.from(secret).toString("base64")),
    ];
    for (const spelling of spellings) expect(shown(`<${spelling}>`)).toMatch(/^<\[secret\](%3D)*>$/);
    for (const user of ["u", "me", "ops"]) {
      const left = shown(`<${Buffer.from(`${user}:${secret}`).toString("base64")}>`);
      expect(left).toMatch(/^<\w{0,5}\[secret\]>$/);
    }
    // A pattern of a whole one takes 20 s to be compiled.
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  it("of many words takes no longer before much white space", () => {
    const secret = Array.from({ length: 60 }, (_, index) => index % 10).join(" ");
    concealSecret(secret);
    const begin = performance.now();
    expect(redact(`${secret}${" ".repeat(40_000)}.`)).toBe(`[secret]${" ".repeat(40_000)}.`);
    // Looked for from each place of the white space it takes minutes.
    expect(performance.now() - begin).toBeLessThan(20_000);
  });

  it("is concealed as far as it is there where it was cut off", () => {
    const secret = longKey("cut");
    concealSecret(secret);
    const [, left] = /^it said \[secret\](.*)$/.exec(shown(`it said ${secret.slice(0, 1000)}`)) ?? [];
    expect(left?.length).toBeLessThan(100);
    expect(shown(`it said …${secret.slice(-500)}`)).toMatch(/^it said ….{0,100}\[secret\]$/);
  });

  it.each([
    ["repeats itself", "abcdefghij0123456789".repeat(30) + "abc"],
    ["holds a lot of white space", `{${" ".repeat(500)}"key":${"\n".repeat(500)}"value"}`],
    ["has neither letters nor digits of ours", "密码是很长的".repeat(40)],
  ])("is concealed whole where it %s, and other texts stay what they are", (_, secret) => {
    concealSecret(secret);
    expect(shown(`<${secret}>`)).toBe("<[secret]>");
    expect(shown(`<${encodeURIComponent(secret)}>`)).toBe("<[secret]>");
    expect(shown(`<${Buffer.from(secret).toString("base64")}>`)).toBe("<[secret]>");
    expect(shown("a \n b")).toBe("a b");
  });

  it("is concealed whatever it is, in any of these spellings", () => {
    const spell = [(text: string) => text, encodeURIComponent, form, json, (text: string) => json(json(text))];
    const text = fc.string({ minLength: 100, maxLength: 300, unit: "grapheme-ascii" });
    const trimmed = text.filter((one) => one.trim() === one);
    fc.assert(
      fc.property(trimmed, fc.constantFrom(...spell), (secret, spelling) => {
        concealSecret(secret);
        expect(shown(`<${spelling(secret)}>`)).toBe("<[secret]>");
      }),
      { numRuns: 50 },
    );
  });
});

describe("what is sent instead of a secret that isn't one as it is given", () => {
  it.each([
    ["a line's end", "token-1234567\n", "token-1234567"],
    ["a byte order mark", "\ufefftoken-2234567", "token-2234567"],
    ["an invisible character", "token\u200b-3234567", "token-3234567"],
    ["hard spaces", "\u00a0token-4234567 \t", "token-4234567"],
  ])("is concealed as well: %s", (_, given, sent) => {
    expect(asSent(given)).toBe(sent);
    concealSecret(given);
    expect(shown(`Invalid token ${sent}`)).toBe("Invalid token [secret]");
  });
});

describe("a short secret, or one that is a word", () => {
  it("is concealed where it stands alone, and other words stay what they are", () => {
    for (const secret of ["in", "k3y", "rainbond", "a"]) concealSecret(secret);
    expect(shown("pointing in: k3ys, rainbonds; (in) 'k3y' %22k3y%22 rainbond a")).toBe(
      "pointing [secret]: k3ys, rainbonds; ([secret]) '[secret]' %22[secret]%22 [secret] [secret]",
    );
  });

  it("is concealed anywhere once it is too long to be a word", () => {
    concealSecret("abcdefghijklmnop");
    expect(shown("xabcdefghijklmnopx")).toBe("x[secret]x");
  });

  it.each([undefined, null, "", "\n"])("is nothing where it is %j", (nothing) => {
    concealSecret(nothing);
    expect(shown("plain words")).toBe("plain words");
  });
});

describe("the login of an address is concealed", () => {
  it.each([
    ["a password", "https://me:login-pass-1@hub.example/x", "https://me:[secret]@hub.example/x"],
    ["a password with an @ in it", "https://me:l@gin@pass-2@hub.example/x@y", "https://me:[secret]@hub.example/x@y"],
    ["a password without a user", "redis://:login-pass-3@hub.example", "redis://:[secret]@hub.example"],
    ["a token without a password", "https://login-token-4@hub.example", "https://[secret]@hub.example"],
    ["a token with an empty password", "https://login-token-5:@hub.example", "https://[secret]:@hub.example"],
    [
      "a token of two addresses",
      "https://me:login-pass-6@hub, b=http://login-token-6@hub",
      "https://me:[secret]@hub, b=http://[secret]@hub",
    ],
    ["a password of a market", "shop=https://me:login-pass-7@hub", "shop=https://me:[secret]@hub"],
    ["a port before it", "https://me:login-pass-8@hub:8080?x=1#@", "https://me:[secret]@hub:8080?x=1#@"],
  ])("%s", (_, address, left) => {
    concealLogin(address);
    expect(shown(`said ${address}.`)).toBe(`said ${left}.`);
  });

  it("as the other side reads it, too", () => {
    concealLogin("https://me:%70ass%40word-9@hub.example");
    expect(shown(`${Buffer.from("me:pass@word-9").toString("base64")} pass@word-9 %70ass%40word-9`)).toMatch(
      /^\w*\[secret\]=* \[secret\] \[secret\]$/,
    );
    concealLogin("https://me:100%-sure@hub.example");
    expect(shown("100%-sure")).toBe("[secret]");
  });

  it.each([
    "https://hub.example/c@d",
    "https://me@hub.example",
    "ssh://deployment@host",
    "http://[::1]:70/x:y@z",
    "c:d@e",
  ])("and of %s nothing is: nothing in it is secret", (address) => {
    concealLogin(address);
    expect(shown(`${address} me deployment y d`)).toBe(`${address} me deployment y d`);
  });
});
