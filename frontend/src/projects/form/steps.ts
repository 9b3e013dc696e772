/** The steps of registering a project, and how far each is. */

import type { Draft } from "./draft";

export const STEPS = [
  "identification",
  "dates",
  "partners",
  "classification",
  "places",
  "budgets",
  "events",
] as const;
export type Step = (typeof STEPS)[number];
export type StepState = "done" | "begun" | "open";

/** How far a step is: done when it says what an approval asks of it (registry-api, cycle/rules.py). */
export function stepState(draft: Draft, step: Step): StepState {
  switch (step) {
    case "identification":
      return state(
        Object.keys(draft.title).length > 0,
        draft.modality !== "",
        Object.keys(draft.objective).length > 0,
      );
    case "dates":
      return state(draft.start_planned !== "", draft.end_planned !== "");
    case "partners":
      return rows(draft.participations, (row) => row.organisation !== null && row.role !== "");
    case "classification":
      return rows(draft.classifications, (row) => row.code !== "");
    case "places":
      return rows(draft.places, (row) => row.code !== "" || row.longitude !== "");
    case "budgets":
      return rows(draft.budgets, (row) => row.amount !== "" && row.currency !== "");
    case "events":
      return rows(draft.events, (row) => row.type !== "");
  }
}

function state(...said: boolean[]): StepState {
  if (said.every(Boolean)) return "done";
  return said.some(Boolean) ? "begun" : "open";
}

function rows<Row>(list: readonly Row[], whole: (row: Row) => boolean): StepState {
  if (list.length === 0) return "open";
  return list.every(whole) ? "done" : "begun";
}
