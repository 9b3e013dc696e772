/** What is being typed into the registration form, and how it goes to the API and back. */

import type { Schemas } from "../../api/client";
import type { Known } from "../../knowledge/Proposals";
import type { OrganisationRef } from "../../organisations/OrganisationPicker";
import { pick, type Texts } from "../../shared/texts";
import type { ProjectRef } from "../ProjectPicker";
import type { Project } from "../useProject";

type ProjectIn = Schemas["ProjectIn"];

export interface ParticipationDraft {
  id?: string;
  key: string;
  organisation: OrganisationRef | null;
  role: string;
  activity_id?: string | null;
}
export interface AssignmentDraft {
  id?: string;
  key: string;
  vocabulary: string;
  code: string;
  weight: string;
}
export interface PlaceDraft {
  id?: string;
  key: string;
  kind: string;
  code: string;
  name: Texts;
  longitude: string;
  latitude: string;
  share: string;
}
export interface BudgetDraft {
  id?: string;
  key: string;
  type?: string;
  status?: string;
  value_date?: string;
  period_start: string;
  period_end: string;
  amount: string;
  currency: string;
  organisation: OrganisationRef | null;
}
export interface EventDraft {
  id?: string;
  key: string;
  type: string;
  title: Texts;
  starts: string;
  ends: string;
  country: string;
  outcome: Texts;
}

export interface Draft {
  title: Texts;
  objective: Texts;
  description: Texts;
  modality: string;
  cooperation_type: string;
  instrument: string;
  stage: string;
  visibility: string;
  responsible: OrganisationRef | null;
  parent: ProjectRef | null;
  start_planned: string;
  start_actual: string;
  end_planned: string;
  end_actual: string;
  signed_on: string;
  default_currency: string;
  participations: ParticipationDraft[];
  classifications: AssignmentDraft[];
  places: PlaceDraft[];
  budgets: BudgetDraft[];
  events: EventDraft[];
}

export const DATES = ["start_planned", "end_planned", "start_actual", "end_actual", "signed_on"] as const;

let rows = 0;

/** A key for a new row, so that React and the eye keep track of it. */
export function rowKey(): string {
  rows += 1;
  return `new-${Date.now()}-${rows}`;
}

export function emptyDraft(): Draft {
  return {
    title: {},
    objective: {},
    description: {},
    modality: "",
    cooperation_type: "technical",
    instrument: "project",
    stage: "requested",
    visibility: "draft",
    responsible: null,
    parent: null,
    start_planned: "",
    start_actual: "",
    end_planned: "",
    end_actual: "",
    signed_on: "",
    default_currency: "",
    participations: [],
    classifications: [],
    places: [],
    budgets: [],
    events: [],
  };
}

/** A registered project as a draft. */
export function toDraft(project: Project): Draft {
  return {
    title: project.title,
    objective: project.objective,
    description: project.description,
    modality: project.modality ?? "",
    cooperation_type: project.cooperation_type ?? "",
    instrument: project.instrument,
    stage: project.stage,
    visibility: project.visibility,
    responsible: project.responsible,
    // Its code and title are read when they are shown.
    parent: project.parent_id ? { id: project.parent_id, code: "", title: {} } : null,
    start_planned: project.start_planned ?? "",
    start_actual: project.start_actual ?? "",
    end_planned: project.end_planned ?? "",
    end_actual: project.end_actual ?? "",
    signed_on: project.signed_on ?? "",
    default_currency: project.default_currency ?? "",
    participations: project.participations.map((row) => ({ ...row, key: row.id })),
    classifications: project.classifications.map((row) => ({
      id: row.id,
      key: row.id,
      vocabulary: row.vocabulary,
      code: row.code,
      weight: row.weight ?? "",
    })),
    places: project.places.map((row) => ({
      ...row,
      key: row.id,
      code: row.code ?? "",
      longitude: row.longitude ?? "",
      latitude: row.latitude ?? "",
      share: row.share ?? "",
    })),
    budgets: project.budgets.map((row) => ({ ...row, key: row.id })),
    events: project.events.map((row) => ({
      ...row,
      key: row.id,
      ends: row.ends ?? "",
      country: row.country ?? "",
    })),
  };
}

const orNull = (value: string | undefined) => value || null;

/** The body that registers the draft. A missing organisation goes as text that is no id, and is named in the answer. */
export function toBody(draft: Draft): ProjectIn {
  const { responsible, parent, participations, classifications, places, budgets, events, ...plain } = draft;
  const body = {
    ...plain,
    cooperation_type: orNull(plain.cooperation_type),
    default_currency: orNull(plain.default_currency),
    ...Object.fromEntries(DATES.map((name) => [name, orNull(plain[name])])),
    responsible_id: responsible?.id ?? null,
    parent_id: parent?.id ?? null,
    participations: participations.map(({ key: _, organisation, ...row }) => ({
      ...row,
      organisation_id: organisation?.id ?? "",
    })),
    classifications: classifications.map(({ key: _, ...row }) => ({ ...row, weight: orNull(row.weight) })),
    places: places.map(({ key: _, ...row }) => ({
      ...row,
      code: orNull(row.code),
      name: row.kind === "point" ? row.name : {},
      longitude: orNull(row.longitude),
      latitude: orNull(row.latitude),
      share: orNull(row.share),
    })),
    budgets: budgets.map(({ key: _, organisation, ...row }) => ({
      ...row,
      organisation_id: organisation?.id ?? null,
    })),
    events: events.map(({ key: _, ...row }) => ({
      ...row,
      ends: orNull(row.ends),
      country: orNull(row.country),
    })),
  };
  return body as unknown as ProjectIn;
}

/** What of the draft says something: rows and texts that are still being typed are left out. */
export function written(draft: Draft): Schemas["ProjectPatch"] {
  const {
    visibility: _,
    events: __,
    title,
    modality,
    ...body
  } = toBody({
    ...draft,
    participations: draft.participations.filter(({ organisation, role }) => organisation && role),
    classifications: draft.classifications.filter(({ vocabulary, code }) => vocabulary && code),
    places: draft.places.filter(({ code, longitude, latitude }) => code || (longitude && latitude)),
    budgets: draft.budgets.filter(
      ({ period_start, period_end, amount, currency }) => period_start && period_end && amount && currency,
    ),
  });
  return {
    ...body,
    modality: orNull(modality),
    ...(Object.keys(title).length > 0 ? { title } : {}),
  } as Schemas["ProjectPatch"];
}

/** Only what differs between two bodies: what a PATCH sends. */
export function changes(before: ProjectIn, after: ProjectIn): Partial<ProjectIn> {
  const entries = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof ProjectIn]),
  );
  return Object.fromEntries(entries) as Partial<ProjectIn>;
}

/** By what projects like the one being written are looked for. */
export const knownOf = (draft: Draft, project?: string): Known => ({
  title: pick(draft.title),
  codes: draft.classifications
    .filter(({ code }) => code)
    .map(({ vocabulary, code }) => `${vocabulary}:${code}`),
  countries: draft.places.flatMap(({ kind, code }) => (kind === "country" && code ? [code] : [])),
  organisations: draft.participations.flatMap(({ organisation }) => (organisation ? [organisation.id] : [])),
  ...(project ? { project } : {}),
});
