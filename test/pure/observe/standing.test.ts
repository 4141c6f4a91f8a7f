import { isOfModel, standingsOf, type Evidence, type Standing } from "../../../provider/observe/standing";

const running: Evidence = { isComplete: true, hasRun: true, isKnown: true };
const neverBuilt: Evidence = { isComplete: true, hasRun: false, isKnown: true };
const lost: Evidence = { isComplete: true, hasRun: false, isKnown: false };
const inTheMaking: Evidence = { isComplete: false, hasRun: false, isKnown: false };

type Row = [what: string, installs: readonly Evidence[], counted: number | undefined, standings: readonly Standing[]];

/** What is in a group, how many installs the console counts there, and what each of them is. */
const rows: readonly Row[] = [
  ["what runs, counted", [running], 1, ["installed"]],
  ["what runs, where the console can't say", [running], undefined, ["installed"]],
  ["what runs, on a console that counts none at all", [running], 0, ["installed"]],
  ["what was never built, counted", [neverBuilt], 1, ["installed"]],
  ["what was never built, not counted", [neverBuilt], 0, ["leftBehind"]],
  ["what was never built, where the console can't say", [neverBuilt], undefined, ["installed"]],
  ["what the cluster doesn't know, counted", [lost], 1, ["installed"]],
  ["what the cluster doesn't know, not counted", [lost], 0, ["leftBehind"]],
  ["what the cluster doesn't know, where the console can't say", [lost], undefined, ["unclear"]],
  ["what isn't complete, counted", [inTheMaking], 1, ["underWay"]],
  ["what isn't complete, not counted", [inTheMaking], 0, ["leftBehind"]],
  ["what isn't complete, where the console can't say", [inTheMaking], undefined, ["underWay"]],
  [
    "beside what runs, which alone is counted",
    [running, lost, inTheMaking],
    1,
    ["installed", "leftBehind", "leftBehind"],
  ],
  ["beside what runs, all counted", [running, neverBuilt, inTheMaking], 3, ["installed", "installed", "underWay"]],
  ["two of which one is counted", [neverBuilt, lost], 1, ["unclear", "unclear"]],
  ["one complete, one not, one counted", [neverBuilt, inTheMaking], 1, ["unclear", "underWay"]],
  [
    "what was never built, where fewer are counted than run",
    [running, running, neverBuilt],
    1,
    ["installed", "installed", "installed"],
  ],
  [
    "what the cluster doesn't know, where fewer are counted than run",
    [running, running, lost],
    1,
    ["installed", "installed", "unclear"],
  ],
  ["more counted than there are, since one was moved away", [lost], 2, ["installed"]],
];

test.each(rows)("%s", (_, installs, counted, standings) => {
  const judged = standingsOf(new Map(installs.entries()), counted);
  expect([...judged.values()]).toEqual(standings);
});

test("where all are counted, a complete one is installed whether it ever ran or not, and so are the others as they were", () => {
  const kinds = [running, neverBuilt, lost, inTheMaking, { ...inTheMaking, hasRun: true }];
  const triples = kinds.flatMap((a) => kinds.flatMap((b) => kinds.map((c) => [a, b, c])));
  for (const installs of triples) {
    for (const counted of [3, 4]) {
      const ran = installs.map((one) => (one.isComplete ? { ...one, hasRun: true } : one));
      expect([...standingsOf(new Map(ran.entries()), counted)]).toEqual([
        ...standingsOf(new Map(installs.entries()), counted),
      ]);
    }
  }
});

const model = (appModelId: string, appModelName: string) => ({ marketName: "m", appModelId, appModelName });

test.each([
  ["the only model that is counted", [null], [model("ours", "A")], true],
  ["another one than is counted", [null], [model("other", "A")], false],
  ["of a name that only ours has", ["A"], [model("ours", "A"), model("other", "B")], true],
  ["of a name that only another one has", ["B"], [model("ours", "A"), model("other", "B")], false],
  ["of a name that both have", ["A"], [model("ours", "A"), model("other", "A")], undefined],
  ["of a name that none has", ["C"], [model("ours", "A")], undefined],
  ["nameless among two models", [null], [model("ours", "A"), model("other", "B")], undefined],
  ["nameless in a group that counts none", [null], [], undefined],
  ["in a group of which the console can't say", ["A"], undefined, undefined],
  ["written in another case, as MySQL allows", ["A"], [model("OURS", "A")], true],
])("an install %s", (_, names, counted, isOurs) => {
  expect(isOfModel(names, counted, "ours")).toBe(isOurs);
});
