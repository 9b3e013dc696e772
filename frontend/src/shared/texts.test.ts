import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { formatAmount, formatDate, formatDuration, pick } from "./texts";

beforeAll(async () => {
  await i18next.init({ lng: "en", ns: ["ui"], defaultNS: "ui", resources: { en: { ui: { a: "a" } } } });
});

describe("texts, dates and amounts", () => {
  it("falls back from the language asked for to Spanish, English, anything", () => {
    expect(pick({ de: "Wasser", es: "Agua" }, "de")).toBe("Wasser");
    expect(pick({ fr: "Eau", es: "Agua" }, "de")).toBe("Agua");
    expect(pick({ fr: "Eau" }, "de")).toBe("Eau");
    expect(pick(null)).toBe("");
  });

  it("shows no more of a date than is known", () => {
    expect(formatDate("2017")).toBe("2017");
    expect(formatDate("2017-05")).toBe("May 2017");
    expect(formatDate("2017-05-09")).toContain("2017");
  });

  it("tells seconds up to two minutes, then minutes", () => {
    expect(formatDuration(1)).toBe("1 second");
    expect(formatDuration(119)).toBe("119 seconds");
    expect(formatDuration(121)).toBe("3 minutes");
  });

  it("does not round large or fine amounts", () => {
    expect(formatAmount("12345678901234567.891", "GTQ")).toBe("12,345,678,901,234,567.891 GTQ");
    expect(formatAmount("0.000001", "USD")).toBe("0.000001 USD");
  });
});
