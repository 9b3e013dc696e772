import { describe, expect, it } from "vitest";
import { courseOf } from "./course";

const target = (period_end: string, value: string, actual: string | null = null) => ({
  period_end,
  value,
  actual,
});

describe("the course of an indicator", () => {
  it("goes from the baseline over targets and what was measured, in the order of time", () => {
    const targets = [target("2026-12-31", "20"), target("2025-12-31", "10", "5")];
    expect(courseOf({ baseline: "0", targets }, 100, 20)).toEqual({
      planned: [
        { x: 0, y: 20 },
        { x: 50, y: 10 },
        { x: 100, y: 0 },
      ],
      measured: [
        { x: 0, y: 20 },
        { x: 50, y: 15 },
      ],
    });
  });

  it("stays in its field when values fall, pass the target or never change", () => {
    for (const [baseline, value, actual] of [
      ["80", "40", "20"],
      ["0", "10", "35"],
      ["7", "7", "7"],
    ] as const) {
      const found = courseOf({ baseline, targets: [target("2025-12-31", value, actual)] }, 100, 20);
      for (const { y } of [...(found?.planned ?? []), ...(found?.measured ?? [])]) {
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(20);
      }
    }
  });

  it("is nothing where there is no line: words, or a single number", () => {
    expect(courseOf({ baseline: "yes", targets: [target("2025-12-31", "no")] }, 100, 20)).toBeNull();
    expect(courseOf({ baseline: null, targets: [target("2025-12-31", "10", "5")] }, 100, 20)).toBeNull();
  });
});
