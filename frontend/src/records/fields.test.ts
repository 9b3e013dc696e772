import { describe, expect, it } from "vitest";
import { type Field, toBody, toValues } from "./fields";

const FIELDS: Field[] = [
  { kind: "texts", name: "title", label: "" },
  { kind: "date", name: "signed_on", label: "" },
  { kind: "number", name: "alert_days", label: "", whole: true },
  { kind: "number", name: "amount", label: "" },
  { kind: "flag", name: "renews", label: "" },
  { kind: "codes", single: true, name: "goal", label: "", vocabularies: ["sdg-target"] },
  {
    kind: "list",
    name: "parties",
    label: "",
    addLabel: "",
    fields: [
      { kind: "organisation", name: "organisation", label: "" },
      { kind: "text", name: "signatory", label: "" },
    ],
  },
];
const RECORD = {
  title: { es: "Convenio" },
  signed_on: "2026-03-02",
  alert_days: 180,
  amount: "0.10",
  renews: true,
  goal: "sdg-target:6.4",
  parties: [{ organisation: { id: "o1", name: { es: "A" } }, signatory: null }],
};

describe("a record's form", () => {
  it("sends back unchanged what nobody touched, decimals as they were written", () => {
    expect(toBody(FIELDS, toValues(FIELDS, RECORD))).toEqual({
      title: { es: "Convenio" },
      signed_on: "2026-03-02",
      alert_days: 180,
      amount: "0.10",
      renews: true,
      goal: "sdg-target:6.4",
      parties: [{ organisation_id: "o1", signatory: null }],
    });
  });

  it("sends what is empty as null", () => {
    expect(toBody(FIELDS, toValues(FIELDS, undefined))).toEqual({
      title: {},
      signed_on: null,
      alert_days: null,
      amount: null,
      renews: false,
      goal: null,
      parties: [],
    });
  });
});
