import type { Schemas } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { type Field, toValues, type Values } from "../records/fields";
import { GOALS, useCommonChoices } from "../rollup/useCommonIndicators";

type Framework = Schemas["FrameworkOut"];
type Proposal = Schemas["KnowledgeProposal"];
type Dimension = Schemas["DimensionIn"];
type ListField = Extract<Field, { kind: "list" }>;

const LEVELS = ["impact", "outcome", "output", "activity"] as const;
const MEASURES = ["number", "percentage", "ratio", "yes-no", "ordinal", "qualitative"] as const;

/** What a results framework's form asks for: an outline of results, their indicators, their targets. */
export function useFrameworkFields(approved: boolean): Field[] {
  const { t } = useTranslation();
  const common = useCommonChoices();
  const targets: Field = {
    kind: "list",
    name: "targets",
    label: t("results.targets"),
    addLabel: t("results.addTarget"),
    fields: [
      { kind: "hidden", name: "id", label: "" },
      { kind: "date", name: "period_start", label: t("fields.period_start"), required: true },
      { kind: "date", name: "period_end", label: t("fields.period_end"), required: true },
      { kind: "text", name: "value", label: t("results.target"), required: true },
    ],
  };
  const indicators: Field = {
    kind: "list",
    name: "indicators",
    label: t("results.indicators"),
    addLabel: t("results.addIndicator"),
    start: { measure: "number", direction: "ascending" },
    fields: [
      { kind: "hidden", name: "id", label: "" },
      { kind: "texts", name: "title", label: t("results.indicator"), required: true, long: true },
      {
        kind: "choice",
        name: "measure",
        label: t("results.measure"),
        required: true,
        choices: MEASURES.map((value) => ({ value, label: t(`results.measures.${value}`) })),
      },
      { kind: "texts", name: "definition", label: t("results.definition"), long: true },
      { kind: "texts", name: "unit", label: t("results.unit") },
      { kind: "text", name: "baseline", label: t("results.baseline") },
      { kind: "number", whole: true, name: "baseline_year", label: t("results.baselineYear") },
      {
        kind: "choice",
        name: "direction",
        label: t("results.direction"),
        required: true,
        choices: (["ascending", "descending"] as const).map((value) => ({
          value,
          label: t(`results.directions.${value}`),
        })),
      },
      { kind: "flag", name: "cumulative", label: t("results.cumulative") },
      { kind: "text", name: "scale", label: t("results.scale"), hint: t("results.scaleHint") },
      { kind: "choice", name: "common_id", label: t("results.common"), choices: common },
      { kind: "number", name: "weight", label: t("results.weight"), hint: t("results.weightHint") },
      { kind: "text", name: "reference", label: t("results.reference"), hint: t("results.referenceHint") },
      { kind: "text", name: "formula", label: t("results.formula"), hint: t("results.formulaHint") },
      { kind: "codes", single: true, name: "goal", label: t("results.goal"), vocabularies: GOALS },
      { kind: "text", name: "responsible", label: t("coordination.responsible") },
      { kind: "texts", name: "verification", label: t("results.verification"), long: true },
      {
        kind: "list",
        name: "dimensions",
        label: t("results.dimensions"),
        addLabel: t("results.addDimension"),
        fields: [
          { kind: "text", name: "name", label: t("results.dimension"), required: true },
          { kind: "text", name: "categories", label: t("results.categories"), hint: t("results.scaleHint") },
        ],
      },
      targets,
    ],
  };
  const reason: Field[] = approved
    ? [{ kind: "text", name: "reason", label: t("results.reason"), required: true, long: true }]
    : [];
  return [
    ...reason,
    {
      kind: "list",
      name: "results",
      label: t("results.title"),
      addLabel: t("results.addResult"),
      start: { level: "output" },
      fields: [
        { kind: "hidden", name: "id", label: "" },
        {
          kind: "choice",
          name: "level",
          label: t("results.level"),
          required: true,
          choices: LEVELS.map((value) => ({ value, label: t(`results.levels.${value}`) })),
        },
        { kind: "texts", name: "title", label: t("form.title"), required: true, long: true },
        { kind: "texts", name: "description", label: t("fields.description"), long: true },
        { kind: "texts", name: "assumptions", label: t("results.assumptions"), long: true },
        indicators,
      ],
    },
  ];
}

const words = (value: unknown): string[] =>
  String(value ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);

/** The framework as the form holds it: lists of words as one line. */
export function toForm(framework: Framework): Values {
  return { id: framework.id, version: framework.version, results: outline(framework.results) };
}

/** Results from elsewhere (a template, a spreadsheet) as the form of a new framework holds them. */
export function outline(
  results: (Schemas["SheetOutline"]["results"][number] | Schemas["ResultOut"])[],
): Values[] {
  return results.map((result) => ({
    ...result,
    indicators: (result.indicators ?? []).map((indicator) => ({
      ...indicator,
      scale: (indicator.scale ?? []).join(", "),
      dimensions: (indicator.dimensions ?? []).map((row) => ({
        ...row,
        categories: row.categories.join(", "),
      })),
    })),
  }));
}

/** The API's body: one line of words as a list. */
export function toFramework(body: Values): Schemas["FrameworkIn"] {
  const results = (body.results as Values[]).map((result) => ({
    ...result,
    indicators: (result.indicators as Values[]).map((indicator) => ({
      ...indicator,
      scale: words(indicator.scale),
      dimensions: (indicator.dimensions as Values[]).map((row) => ({
        ...row,
        categories: words(row.categories),
      })),
    })),
  }));
  return { ...body, results } as unknown as Schemas["FrameworkIn"];
}

/** What is being written with a proposed indicator added: to the last result of its level, or to a new one. */
export function withIndicator(values: Values, proposal: Proposal, fields: Field[]): Values {
  const { level, ...indicator } = proposal.indicator as Values & { dimensions: Dimension[]; scale: string[] };
  const results = fields.find((field) => field.name === "results") as ListField;
  const indicators = results.fields.find((field) => field.name === "indicators") as ListField;
  const row = {
    key: crypto.randomUUID(),
    ...toValues(indicators.fields, {
      ...indicator,
      scale: indicator.scale.join(", "),
      dimensions: indicator.dimensions.map((one) => ({ ...one, categories: one.categories.join(", ") })),
    }),
  };
  const rows = values.results as Values[];
  const place = rows.map((result) => result.level).lastIndexOf(level);
  if (place >= 0) {
    const changed = rows.map((result, index) =>
      index === place ? { ...result, indicators: [...(result.indicators as Values[]), row] } : result,
    );
    return { ...values, results: changed };
  }
  const result = { key: crypto.randomUUID(), ...toValues(results.fields, { level }), indicators: [row] };
  return { ...values, results: [...rows, result] };
}
