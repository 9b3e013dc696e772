import { describe, expect, it } from "vitest";
import { combinations, partKey, started, sumOfParts, toMeasurements } from "./measurements";

const dimensions = [
  { name: "sexo", categories: ["mujeres", "hombres"] },
  { name: "edad", categories: ["joven", "adulta"] },
];

describe("what is measured in a report", () => {
  it("has a part for every combination of categories", () => {
    expect(combinations(dimensions)).toHaveLength(4);
    expect(combinations([])).toEqual([]);
    expect(partKey({ a: "1", b: "2" })).toBe(partKey({ b: "2", a: "1" }));
  });

  it("sums parts exactly as they are written", () => {
    expect(sumOfParts({ a: "0.1", b: "0.2" })).toBe("0.3");
    expect(sumOfParts({ a: "7", b: "" })).toBe("7");
    expect(sumOfParts({ a: "10", b: "20" })).toBe("30");
    expect(sumOfParts({ a: "muchas" })).toBeNull();
    expect(sumOfParts({})).toBeNull();
  });

  it("goes to the API as it came, and leaves out what has no value", () => {
    const told = [
      {
        indicator_id: "i",
        indicator: {},
        unit: {},
        value: "9",
        before: null,
        comment: null,
        evidence: ["https://example.org"],
        parts: [{ categories: { edad: "joven", sexo: "mujeres" }, value: "9" }],
      },
    ];
    const indicators = [
      { id: "i", dimensions },
      { id: "j", dimensions: [] },
    ];
    expect(toMeasurements(indicators, started(indicators, told))).toEqual([
      {
        indicator_id: "i",
        value: "9",
        comment: null,
        evidence: ["https://example.org"],
        parts: [{ categories: { sexo: "mujeres", edad: "joven" }, value: "9" }],
      },
    ]);
  });
});
