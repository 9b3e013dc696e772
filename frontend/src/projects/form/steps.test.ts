import { expect, test } from "vitest";
import { emptyDraft } from "./draft";
import { STEPS, stepState } from "./steps";

test("nothing is done in an empty form", () => {
  const draft = emptyDraft();
  expect(STEPS.filter((step) => stepState(draft, step) === "done")).toEqual([]);
});

test("a step is begun by its first answer and done by its last", () => {
  const draft = { ...emptyDraft(), title: { es: "Agua" } };
  expect(stepState(draft, "identification")).toBe("begun");
  expect(stepState({ ...draft, modality: "triangular", objective: { es: "O" } }, "identification")).toBe(
    "done",
  );
});

test("a partner without a role is only begun", () => {
  const draft = emptyDraft();
  draft.participations.push({ key: "1", organisation: null, role: "" });
  expect(stepState(draft, "partners")).toBe("begun");
});
