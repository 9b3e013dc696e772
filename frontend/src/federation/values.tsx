import { useTranslation } from "../i18n/useTranslation";
import { formatAmount, formatDate, pick, type Texts } from "../shared/texts";
import { useVocabulary } from "../vocabularies/useVocabulary";

type Row = Record<string, unknown>;

/** Fields that partners report, in the order they are read in. */
export const FIELDS = [
  "title",
  "objective",
  "description",
  "project",
  "iati_identifier",
  "stage",
  "modality",
  "cooperation_type",
  "start_planned",
  "start_actual",
  "end_planned",
  "end_actual",
  "partners",
  "budgets",
  "sdg_goals",
] as const;

const CODED: Record<string, string> = {
  stage: "stage",
  modality: "modality",
  cooperation_type: "cooperation-type",
  sdg_goals: "sdg-goal",
};

export function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === "" ||
    (typeof value === "object" && Object.keys(value).length === 0)
  );
}

/** A compared field's value, whatever its kind: text, day, code, partners, budgets. */
export function FieldValue({ field, value }: { field: string; value: unknown }) {
  const { i18n } = useTranslation();
  const { label } = useVocabulary(CODED[field] ?? "partner-role");
  const language = i18n.resolvedLanguage ?? "es";
  if (isEmpty(value)) return <>–</>;
  if (Array.isArray(value)) {
    return (
      <>
        {value.map((item) => (
          <span key={JSON.stringify(item)} style={{ display: "block" }}>
            {typeof item === "object" && item !== null
              ? rowText(item as Row, language, label)
              : `${item}. ${label(String(item))}`}
          </span>
        ))}
      </>
    );
  }
  if (typeof value === "object") return <>{pick(value as Texts, language)}</>;
  if (CODED[field]) return <>{label(String(value))}</>;
  return <>{/^\d{4}-\d\d-\d\d$/.test(String(value)) ? formatDate(String(value)) : String(value)}</>;
}

function rowText(row: Row, language: string, role: (code: string) => string): string {
  if (typeof row.amount === "string") {
    const period = `${formatDate(String(row.period_start))} – ${formatDate(String(row.period_end))}`;
    return `${formatAmount(row.amount, String(row.currency))} (${period})`;
  }
  const name = typeof row.name === "object" ? pick(row.name as Texts, language) : String(row.name);
  return [name, row.country, role(String(row.role))].filter(Boolean).join(", ");
}
