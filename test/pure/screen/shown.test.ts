import { RainbondError, SeveralFailures, UnfinishedError, messageOf } from "../../../provider/errors";
import { shown } from "../../../provider/screen";

describe("a text that others wrote", () => {
  it.each([
    ["a line break", "Web\r\nDB\u2028x\u2029y", "Web DB x y"],
    ["a command to a terminal", "Web\u001b[2J\u001b]0;title\u0007 DB\u009b31m", "Web DB"],
    ["other control characters", "W\u0000e\u0008b\u007f", "W e b"],
    ["a turn of direction", "Web\u202egnp.exe\u2066", "Webgnp.exe"],
    ["a command to GitHub", "Web\n::add-mask::x", "Web : :add-mask::x"],
    ["one at its beginning", "::error file=x::y", ": :error file=x::y"],
    ["one of the older form", "Web ##[add-mask]x", "Web # #[add-mask]x"],
    ["a command to Azure", "Web ##vso[task.setvariable variable=a]b", "Web # #vso[task.setvariable variable=a]b"],
    ["a command to TeamCity", "##teamcity[buildStop]", "# #teamcity[buildStop]"],
    ["a section of GitLab", "\u001b[0Ksection_start:1:x\r\u001b[0Kx", "section_start:1:x x"],
    ["a colour of Pulumi", "<{%fg 1%}>Web<{%reset%}>", "<{ %fg 1%}>Web<{ %reset%}>"],
    ["white space without end", `a${" ".repeat(99)}b\t\tc  `, "a b c"],
  ])("is shown without %s", (_, text, line) => {
    expect(shown(text)).toBe(line);
  });

  it.each([
    "pulumi up --replace 'urn:pulumi:dev::market-app::pulumi-nodejs:dynamic/rainbond:MarketApp::blog'",
    "GET http://[::1]:7070/openapi/v1/teams: 404",
    "数据库 👩‍💻 café",
  ])("is shown as it is where nothing is wrong with it: %s", (text) => {
    expect(shown(text)).toBe(text);
  });

  it("is cut between characters, never within one", () => {
    expect(shown("数据库👩", { longest: 4 })).toBe("数据库👩");
    expect(shown("👩👩👩", { longest: 2 })).toBe("👩…");
  });
});

const rude = "Web\n::add-mask::\u001b[2Jx";

describe("a failure", () => {
  it.each<[string, RainbondError]>([
    ["one", new RainbondError(rude)],
    ["several", new SeveralFailures([rude])],
    ["one after something exists", new UnfinishedError({}, [rude])],
  ])("is one line that no screen obeys: %s", (_, failure) => {
    expect(failure.message).toBe("Web : :add-mask::x");
    expect("reasons" in failure ? failure.reasons : ["Web : :add-mask::x"]).toEqual(["Web : :add-mask::x"]);
  });

  it.each<[string, { message: string; reasons?: readonly string[] }]>([
    ["one", new RainbondError("")],
    ["several, of none", new SeveralFailures([])],
    ["several, of blanks", new SeveralFailures(["", " \n"])],
    ["one after something exists, of none", new UnfinishedError({}, [])],
    ["one after something exists, of a blank", new UnfinishedError({}, [""])],
    ["one that another library threw", { message: messageOf(new Error("")) }],
  ])("always has a reason: %s", (_, { message, reasons = [message] }) => {
    expect(message).toMatch(/nothing tells why\. Run pulumi up/);
    expect(reasons).toEqual([message]);
  });

  it("keeps the reasons that it has, and leaves blanks out", () => {
    expect(new SeveralFailures(["one", "", "two"])).toMatchObject({ message: "one; two", reasons: ["one", "two"] });
  });
});
