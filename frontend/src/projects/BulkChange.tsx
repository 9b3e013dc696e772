import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { OrganisationPicker, type OrganisationRef } from "../organisations/OrganisationPicker";
import { type Choice, useVocabulary } from "../vocabularies/useVocabulary";
import { CLASSIFYING, type Classifying } from "./classifying";

const CODED = ["visibility", "cooperation_type", "modality"] as const;
type Coded = (typeof CODED)[number];
const CLASSES = ["classify", "declassify"] as const;
type Classes = (typeof CLASSES)[number];
type Field = Coded | Classes | "responsible_id";

/** What is done to every chosen project. */
export type Change = Pick<Schemas["BulkItem"], "set" | Classes>;

/** Chooses what to change in many projects; `null` as long as it is not complete. */
export function BulkChange({ onChange }: { onChange: (change: Change | null) => void }) {
  const { t } = useTranslation();
  const [field, setField] = useState<Field>("visibility");
  const name = (key: Field) =>
    key === "classify" || key === "declassify" ? t(`bulk.${key}`) : t(`fields.${key}`);
  const fields: Field[] = [...CODED, "responsible_id", ...CLASSES];
  return (
    <>
      <NativeSelect
        size="xs"
        label={t("bulk.field")}
        data={fields.map((key) => ({ value: key, label: name(key) }))}
        value={field}
        onChange={(event) => {
          setField(event.currentTarget.value as Field);
          onChange(null);
        }}
      />
      {field === "responsible_id" ? (
        <Responsible onChange={onChange} />
      ) : field === "classify" || field === "declassify" ? (
        <Classification key={field} onChoose={(pair) => onChange(pair && { [field]: [pair] })} />
      ) : (
        <CodedValue
          key={field}
          field={field}
          onChoose={(code) => onChange(code ? { set: { [field]: code } } : null)}
        />
      )}
    </>
  );
}

function Responsible({ onChange }: { onChange: (change: Change | null) => void }) {
  const { t } = useTranslation();
  const [organisation, setOrganisation] = useState<OrganisationRef | null>(null);
  return (
    <OrganisationPicker
      size="xs"
      label={t("bulk.value")}
      value={organisation}
      onChange={(chosen) => {
        setOrganisation(chosen);
        onChange(chosen && { set: { responsible_id: chosen.id } });
      }}
    />
  );
}

function CodedValue({ field, onChoose }: { field: Coded; onChoose: (code: string) => void }) {
  const { t } = useTranslation();
  const types = useVocabulary("cooperation-type");
  const modalities = useVocabulary("modality");
  const choices = {
    visibility: (["draft", "internal", "public"] as const).map((value) => ({
      value,
      label: t(`visibility.${value}`),
    })),
    cooperation_type: types.choices,
    modality: modalities.choices,
  }[field];
  return <Choose label={t("bulk.value")} choices={choices} onChoose={onChoose} />;
}

function Classification({ onChoose }: { onChoose: (pair: Schemas["CodePair"] | null) => void }) {
  const { t } = useTranslation();
  const [vocabulary, setVocabulary] = useState<Classifying>("sdg-goal");
  const { choices } = useVocabulary(vocabulary);
  return (
    <>
      <NativeSelect
        size="xs"
        label={t("fields.vocabulary")}
        data={CLASSIFYING.map((key) => ({ value: key, label: t(`vocabulary.${key}`) }))}
        value={vocabulary}
        onChange={(event) => {
          setVocabulary(event.currentTarget.value as Classifying);
          onChoose(null);
        }}
      />
      <Choose
        key={vocabulary}
        label={t("form.code")}
        choices={choices.map(({ value, label }) => ({ value, label: `${value} · ${label}` }))}
        onChoose={(code) => onChoose(code ? { vocabulary, code } : null)}
      />
    </>
  );
}

interface ChooseProps {
  label: string;
  choices: Choice[];
  onChoose: (value: string) => void;
}

function Choose({ label, choices, onChoose }: ChooseProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      size="xs"
      maw={320}
      label={label}
      data={[{ value: "", label: t("form.choose") }, ...choices]}
      onChange={(event) => onChoose(event.currentTarget.value)}
    />
  );
}
