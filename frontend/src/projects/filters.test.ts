import { describe, expect, it } from "vitest";
import { countFilters, exportAddress, readFilters } from "./filters";

describe("the explorer's address", () => {
  it("keeps what is a filter and drops what is not", () => {
    const read = readFilters({
      q: 2018,
      stage: "closed",
      modality: ["triangular", 3],
      sort: "-start",
      visibility: [],
      other: "x",
      example: "yes",
    });
    expect(read).toEqual({ q: "2018", stage: ["closed"], modality: ["triangular"], sort: "-start" });
  });

  it("exports what it shows", () => {
    const address = exportAddress(
      "csv",
      { q: "agua & sol", stage: ["closed", "approved"], sort: "title" },
      "de",
    );
    const query = new URL(address, "http://localhost").searchParams;
    expect(query.get("q")).toBe("agua & sol");
    expect(query.getAll("stage")).toEqual(["closed", "approved"]);
    expect(query.get("language")).toBe("de");
    expect(query.has("sort")).toBe(false);
  });

  it("counts filters, not words and order", () => {
    expect(countFilters({ q: "x", sort: "title", stage: ["closed"], example: false })).toBe(2);
  });
});
