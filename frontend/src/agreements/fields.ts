import { useTranslation } from "../i18n/useTranslation";
import type { Field } from "../records/fields";
import { useVocabulary } from "../vocabularies/useVocabulary";

/** What an agreement's form asks for. */
export function useAgreementFields(): Field[] {
  const { t } = useTranslation();
  const types = useVocabulary("agreement-type");
  return [
    { kind: "texts", name: "title", label: t("form.title"), required: true, long: true },
    { kind: "choice", name: "type", label: t("agreements.type"), required: true, choices: types.choices },
    { kind: "text", name: "reference", label: t("agreements.reference") },
    { kind: "date", name: "signed_on", label: t("fields.signed_on") },
    { kind: "date", name: "in_force_on", label: t("agreements.inForce") },
    { kind: "date", name: "expires_on", label: t("agreements.expires"), hint: t("agreements.expiresHint") },
    { kind: "date", name: "terminated_on", label: t("agreements.terminated") },
    { kind: "number", whole: true, name: "alert_days", label: t("agreements.alertDays"), required: true },
    { kind: "flag", name: "renews", label: t("agreements.renews") },
    { kind: "text", name: "legal_instrument", label: t("agreements.legalInstrument") },
    {
      kind: "choice",
      name: "visibility",
      label: t("form.visibility"),
      required: true,
      choices: (["internal", "public"] as const).map((value) => ({ value, label: t(`visibility.${value}`) })),
    },
    { kind: "texts", name: "summary", label: t("agreements.summary"), long: true },
    {
      kind: "list",
      name: "parties",
      label: t("agreements.parties"),
      addLabel: t("agreements.addParty"),
      fields: [
        { kind: "organisation", name: "organisation", label: t("form.partner"), required: true },
        { kind: "text", name: "signatory", label: t("agreements.signatory") },
      ],
    },
    {
      kind: "list",
      name: "projects",
      label: t("agreements.projects"),
      addLabel: t("agreements.addProject"),
      fields: [{ kind: "project", name: "project", label: t("coordination.project"), required: true }],
    },
  ];
}

/** A new agreement's start. */
export const NEW_AGREEMENT = { type: "memorandum", alert_days: 180, visibility: "internal" };
