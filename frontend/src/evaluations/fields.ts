/** What the forms of an evaluation ask for, part by part. */

import type { Schemas } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Field, Values } from "../records/fields";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { useChecklist } from "./useChecklist";

export type Evaluation = Schemas["EvaluationOut"];
export type Part = "plan" | "team" | "questions" | "ratings" | "chain" | "report" | "quality";
export const PARTS = ["plan", "team", "questions", "ratings", "chain", "report", "quality"] as const;

const TIMINGS = ["ex-ante", "mid-term", "final", "ex-post"] as const;
const INDEPENDENCE = ["self", "internal", "external"] as const;
const SCALES = ["rating-six", "rating-four"] as const;
const ROLES = ["lead", "member", "reference-group"] as const;
const PRIORITIES = ["high", "medium", "low"] as const;
const ANSWERS = ["met", "partly", "not-met", "not-applicable"] as const;

/** The fields of a part; `project` is the one whose documents files become. */
export function usePartFields(part: Part, evaluation: Evaluation | null, project: string): Field[] {
  const { t } = useTranslation();
  const types = useVocabulary("evaluation-type");
  const criteria = useVocabulary("dac-criterion").choices;
  const ratings = useRatingsField(evaluation?.scale ?? "rating-six", t("evaluations.ratings"));
  const checklist = useChecklist();
  const criterion: Field = {
    kind: "choice",
    name: "criterion",
    label: t("evaluations.criterion"),
    choices: criteria,
  };
  const number: Field = {
    kind: "number",
    whole: true,
    name: "number",
    label: t("evaluations.number"),
    hint: t("evaluations.numberHint"),
  };
  switch (part) {
    case "plan":
      return [
        { kind: "texts", name: "title", label: t("form.title"), required: true, long: true },
        {
          kind: "list",
          name: "projects",
          label: t("evaluations.projects"),
          addLabel: t("evaluations.addProject"),
          fields: [{ kind: "project", name: "project", label: t("evaluations.project"), required: true }],
        },
        {
          kind: "choice",
          name: "timing",
          label: t("evaluations.timing"),
          required: true,
          choices: TIMINGS.map((value) => ({ value, label: types.label(value) })),
        },
        {
          kind: "choice",
          name: "independence",
          label: t("evaluations.independence"),
          required: true,
          choices: INDEPENDENCE.map((value) => ({ value, label: types.label(value) })),
        },
        { kind: "flag", name: "joint", label: t("evaluations.joint"), hint: t("evaluations.jointHint") },
        {
          kind: "choice",
          name: "scale",
          label: t("evaluations.scale"),
          required: true,
          choices: SCALES.map((value) => ({ value, label: t(`evaluations.scales.${value}`) })),
        },
        { kind: "organisation", name: "commissioner", label: t("evaluations.commissioner") },
        { kind: "date", name: "planned_start", label: t("fields.period_start") },
        { kind: "date", name: "planned_end", label: t("fields.period_end") },
        { kind: "number", name: "budget_amount", label: t("evaluations.budget") },
        { kind: "text", name: "budget_currency", label: t("fields.currency"), maxLength: 3 },
        { kind: "texts", name: "purpose", label: t("evaluations.purpose"), long: true },
        { kind: "texts", name: "scope", label: t("evaluations.scope"), long: true },
        { kind: "texts", name: "terms", label: t("evaluations.terms"), long: true },
        {
          kind: "links",
          name: "terms_document",
          label: t("evaluations.termsDocument"),
          project,
          single: true,
        },
      ];
    case "team":
      return [
        {
          kind: "list",
          name: "team",
          label: t("evaluations.team"),
          addLabel: t("evaluations.addMember"),
          start: { role: "member" },
          fields: [
            { kind: "text", name: "name", label: t("evaluations.name"), required: true },
            {
              kind: "choice",
              name: "role",
              label: t("evaluations.role"),
              required: true,
              choices: ROLES.map((value) => ({ value, label: t(`evaluations.roles.${value}`) })),
            },
            { kind: "organisation", name: "organisation", label: t("evaluations.organisation") },
            {
              kind: "choice",
              name: "independent",
              label: t("evaluations.independent"),
              choices: (["true", "false"] as const).map((value) => ({
                value,
                label: t(`evaluations.declared.${value}`),
              })),
            },
            { kind: "text", name: "declaration", label: t("evaluations.declaration"), long: true },
          ],
        },
      ];
    case "questions":
      return [
        {
          kind: "list",
          name: "questions",
          label: t("evaluations.questions"),
          addLabel: t("evaluations.addQuestion"),
          start: { criterion: "relevance" },
          fields: [
            { ...criterion, required: true },
            { kind: "texts", name: "question", label: t("evaluations.question"), required: true, long: true },
            { kind: "texts", name: "judgement", label: t("evaluations.judgement"), long: true },
            { kind: "texts", name: "sources", label: t("evaluations.sources"), long: true },
          ],
        },
        { kind: "texts", name: "methodology", label: t("evaluations.methodology"), long: true },
        { kind: "texts", name: "limitations", label: t("evaluations.limitations"), long: true },
      ];
    case "ratings":
      return [ratings];
    case "chain":
      return [
        {
          kind: "list",
          name: "findings",
          label: t("evaluations.findings"),
          addLabel: t("evaluations.addFinding"),
          fields: [
            number,
            criterion,
            { kind: "texts", name: "text", label: t("evaluations.finding"), required: true, long: true },
            { kind: "text", name: "evidence", label: t("evaluations.evidence"), long: true },
          ],
        },
        {
          kind: "list",
          name: "conclusions",
          label: t("evaluations.conclusions"),
          addLabel: t("evaluations.addConclusion"),
          fields: [
            number,
            {
              kind: "words",
              numbers: true,
              name: "findings",
              label: t("evaluations.fromFindings"),
              hint: t("evaluations.numbersHint"),
            },
            { kind: "texts", name: "text", label: t("evaluations.conclusion"), required: true, long: true },
          ],
        },
        {
          kind: "list",
          name: "recommendations",
          label: t("evaluations.recommendations"),
          addLabel: t("evaluations.addRecommendation"),
          start: { priority: "medium" },
          fields: [
            number,
            {
              kind: "words",
              numbers: true,
              name: "conclusions",
              label: t("evaluations.fromConclusions"),
              hint: t("evaluations.numbersHint"),
            },
            {
              kind: "texts",
              name: "text",
              label: t("evaluations.recommendation"),
              required: true,
              long: true,
            },
            { kind: "organisation", name: "addressee", label: t("evaluations.addressee") },
            {
              kind: "choice",
              name: "priority",
              label: t("evaluations.priority"),
              required: true,
              choices: PRIORITIES.map((value) => ({ value, label: t(`evaluations.priorities.${value}`) })),
            },
            { kind: "date", name: "respond_by", label: t("evaluations.respondBy") },
          ],
        },
      ];
    case "report":
      return [
        { kind: "texts", name: "summary", label: t("evaluations.summary"), long: true },
        {
          kind: "links",
          name: "report_document",
          label: t("evaluations.reportDocument"),
          project,
          single: true,
        },
      ];
    case "quality":
      return [
        {
          kind: "list",
          name: "quality",
          label: t("evaluations.quality"),
          addLabel: t("evaluations.addQuality"),
          fields: [
            {
              kind: "choice",
              name: "item",
              label: t("evaluations.qualityItem"),
              required: true,
              choices: checklist.choices,
            },
            {
              kind: "choice",
              name: "answer",
              label: t("evaluations.answer"),
              required: true,
              choices: ANSWERS.map((value) => ({ value, label: t(`evaluations.answers.${value}`) })),
            },
            { kind: "text", name: "note", label: t("fields.note") },
          ],
        },
      ];
  }
}

/** The list of ratings on a scale, the evaluation's own or a partner's. */
export function useRatingsField(scale: string, label: string): Extract<Field, { kind: "list" }> {
  const { t } = useTranslation();
  const criteria = useVocabulary("dac-criterion").choices;
  const steps = useVocabulary(scale).choices;
  return {
    kind: "list",
    name: "ratings",
    label,
    addLabel: t("evaluations.addRating"),
    fields: [
      {
        kind: "choice",
        name: "criterion",
        label: t("evaluations.criterion"),
        required: true,
        choices: criteria,
      },
      { kind: "choice", name: "rating", label: t("evaluations.rating"), required: true, choices: steps },
      {
        kind: "texts",
        name: "justification",
        label: t("evaluations.justification"),
        required: true,
        long: true,
      },
      { kind: "text", name: "evidence", label: t("evaluations.evidence"), long: true },
    ],
  };
}

/** An evaluation as a part's form holds it. */
export function toForm(part: Part, evaluation: Evaluation, items: { code: string }[]): Values {
  const values: Values = { ...evaluation };
  if (part === "plan") values.projects = evaluation.projects.map((project) => ({ project }));
  if (part === "team") {
    values.team = evaluation.team.map((row) => ({
      ...row,
      independent: row.independent === null ? "" : String(row.independent),
    }));
  }
  if (part === "quality") {
    // Every item stands there to be answered.
    const known = new Map(evaluation.quality.map((row) => [row.item, row]));
    values.quality = items.map(({ code }) => known.get(code) ?? { item: code, answer: "", note: null });
  }
  return values;
}

/** The API's body of a part. */
export function toContent(part: Part, body: Values): Values {
  switch (part) {
    case "plan":
      return { ...body, projects: (body.projects as Values[]).map((row) => row.project_id ?? "") };
    case "team":
      return {
        team: (body.team as Values[]).map((row) => ({
          ...row,
          independent: row.independent === null ? null : row.independent === "true",
        })),
      };
    case "quality":
      return { quality: (body.quality as Values[]).filter((row) => row.answer !== null) };
    default:
      return body;
  }
}
