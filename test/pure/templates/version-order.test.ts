import { isOlder } from "../../../provider/templates/version-order";

describe("isOlder", () => {
  it.each([
    ["1.0", "1.1"],
    ["1.9", "1.10"],
    ["1", "1.0.1"],
    ["v1.2", "1.3"],
    ["20260101120000001", "20260101120000002"],
  ])("orders %s before %s, and not the other way round", (older, newer) => {
    expect(isOlder(older, newer)).toBe(true);
    expect(isOlder(newer, older)).toBe(false);
  });

  it.each([
    ["1.0", "1.0"],
    ["1.0", "1.0.0"],
    ["latest", "1.0"],
    ["1.0", "1.0-rc1"],
    ["2024-01", "2024-02"],
  ])("says nothing of %s and %s", (a, b) => {
    expect(isOlder(a, b)).toBe(false);
    expect(isOlder(b, a)).toBe(false);
  });
});
