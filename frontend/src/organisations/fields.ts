import type { Schemas } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Field, Values } from "../records/fields";
import { useVocabulary } from "../vocabularies/useVocabulary";

/** What an organisation's form asks for. */
export function useOrganisationFields(): Field[] {
  const { t } = useTranslation();
  const types = useVocabulary("organisation-type");
  const countries = useVocabulary("country");
  return [
    { kind: "texts", name: "name", label: t("fields.name"), required: true, long: true },
    { kind: "text", name: "acronym", label: t("organisations.acronym") },
    { kind: "choice", name: "type", label: t("fields.type"), choices: types.choices },
    { kind: "choice", name: "country", label: t("placeKind.country"), choices: countries.choices },
    { kind: "organisation", name: "parent", label: t("organisations.parent") },
    {
      kind: "text",
      name: "iati_identifier",
      label: t("organisations.orgId"),
      hint: t("organisations.orgIdHint"),
    },
    { kind: "text", name: "website", label: t("organisations.website") },
    {
      kind: "list",
      name: "identifiers",
      label: t("organisations.identifiers"),
      addLabel: t("organisations.addIdentifier"),
      fields: [
        { kind: "text", name: "scheme", label: t("organisations.scheme"), required: true },
        { kind: "text", name: "identifier", label: t("organisations.identifier"), required: true },
      ],
    },
    {
      kind: "list",
      name: "contacts",
      label: t("organisations.contacts"),
      addLabel: t("organisations.addContact"),
      fields: [
        { kind: "text", name: "name", label: t("fields.name"), required: true },
        { kind: "text", name: "function", label: t("organisations.function") },
        { kind: "text", name: "email", label: t("session.email") },
        { kind: "text", name: "phone", label: t("organisations.phone") },
      ],
    },
  ];
}

export function toOrganisation(body: Values): Schemas["OrganisationIn"] {
  return body as unknown as Schemas["OrganisationIn"];
}
