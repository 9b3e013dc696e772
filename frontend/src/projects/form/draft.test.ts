import { describe, expect, it } from "vitest";
import type { Project } from "../useProject";
import { changes, emptyDraft, toBody, toDraft } from "./draft";

const organisation = { id: "o1", name: { es: "Una" }, acronym: null, country: "GT" };
const project = {
  id: "p1",
  code: "GT-2026-0001",
  version: 3,
  title: { es: "Título" },
  objective: {},
  description: {},
  instrument: "project",
  cooperation_type: null,
  modality: "triangular",
  stage: "approved",
  visibility: "public",
  responsible: organisation,
  reporting: null,
  iati_identifier: "X-1",
  requested_on: null,
  approved_on: null,
  signed_on: null,
  start_planned: "2026-01-01",
  start_actual: null,
  end_planned: null,
  end_actual: null,
  default_currency: null,
  humanitarian: false,
  example: false,
  source: null,
  participations: [{ id: "r1", role: "pivotal", activity_id: "X-9", organisation }],
  classifications: [{ id: "c1", vocabulary: "sdg-goal", code: "6", label: { es: "Agua" }, weight: "40" }],
  places: [
    {
      id: "l1",
      kind: "department",
      code: "GT-01",
      name: { es: "Guatemala" },
      longitude: null,
      latitude: null,
      share: null,
    },
  ],
  budgets: [
    {
      id: "b1",
      type: "2",
      status: "2",
      period_start: "2026-01-01",
      period_end: "2026-12-31",
      amount: "10.5",
      currency: "GTQ",
      value_date: "2026-02-02",
      organisation: null,
    },
  ],
  events: [],
  totals: [],
  created_at: "",
  updated_at: "",
  updated_by: "",
} as unknown as Project;

describe("the form's draft", () => {
  it("sends nothing when nothing was changed", () => {
    expect(changes(toBody(toDraft(project)), toBody(toDraft(project)))).toEqual({});
  });

  it("sends only the field that was changed", () => {
    const draft = { ...toDraft(project), stage: "implementation" };
    expect(changes(toBody(toDraft(project)), toBody(draft))).toEqual({ stage: "implementation" });
  });

  it("keeps of a row what the form does not show", () => {
    const body = toBody(toDraft(project));
    expect(body.participations?.[0]).toEqual({
      id: "r1",
      role: "pivotal",
      activity_id: "X-9",
      organisation_id: "o1",
    });
    expect(body.budgets?.[0]).toMatchObject({ id: "b1", type: "2", status: "2", value_date: "2026-02-02" });
    expect(body.places?.[0]).toMatchObject({ id: "l1", code: "GT-01", name: {} });
  });

  it("names a partner that was not chosen instead of dropping the row", () => {
    const draft = { ...emptyDraft(), participations: [{ key: "k", organisation: null, role: "pivotal" }] };
    expect(toBody(draft).participations).toEqual([{ organisation_id: "", role: "pivotal" }]);
  });
});
