import { inRange } from "../../../provider/lookups/range";

test.each<[string[], string, string[]]>([
  [["1.10", "1.9", "1.0"], "^1.0", ["1.10", "1.9", "1.0"]],
  [["2.0", "1.9", "v1.2.3", "1"], "1.x", ["1.9", "v1.2.3", "1"]],
  [["V5.3.1", "5.3", "nightly"], "~5.3", ["V5.3.1", "5.3"]],
  [["2.0-beta", "1.0"], ">=1", ["1.0"]],
  [["2.0-beta", "1.0"], ">=2.0.0-alpha", ["2.0-beta"]],
  // The order that is given stays: a later publication of an older line is the newer one.
  [["1.0.5", "1.1.0"], "1", ["1.0.5", "1.1.0"]],
])("of %j those in %s are %j", (versions, range, expected) => {
  expect(inRange(versions, range)).toEqual(expected);
});

test.each<[string[], string, RegExp]>([
  [["1.0"], "newest", /^range: "newest" isn't a range of versions/],
  [
    ["stable", "nightly"],
    "^1",
    /^range: of the app's versions \("stable", "nightly"\) none is a version such as 1\.2\.3/,
  ],
  [["1.0", "nightly"], "^2", /^range: no version is in "\^2"; there are "1\.0", "nightly"$/],
])("of %j the range %s is an error that says why", (versions, range, message) => {
  expect(() => inRange(versions, range)).toThrow(message);
});
