/** The parts of the project form. */

import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "../../i18n/useTranslation";
import { OrganisationPicker } from "../../organisations/OrganisationPicker";
import { Section } from "../../shared/Section";
import { CodeProposals } from "../../vocabularies/CodeProposals";
import { type Choice, useVocabulary } from "../../vocabularies/useVocabulary";
import { CLASSIFYING } from "../classifying";
import { ProjectPicker } from "../ProjectPicker";
import { projectQuery } from "../useProject";
import { useField, useForm } from "./context";
import { type AssignmentDraft, DATES, type ParticipationDraft, type PlaceDraft, rowKey } from "./draft";
import { ChoiceField, DateField, NumberField, PlainField, TextsField } from "./fields";
import { RowList } from "./RowList";

const PLACE_KINDS = ["department", "municipality", "country", "region", "point"] as const;

export function Identification() {
  const { t } = useTranslation();
  const { draft, set, stageFixed } = useForm();
  const modalities = useVocabulary("modality");
  const types = useVocabulary("cooperation-type");
  const instruments = useVocabulary("instrument");
  const stages = useVocabulary("stage");
  const visibilities: Choice[] = (["draft", "internal", "public"] as const).map((value) => ({
    value,
    label: t(`visibilityHint.${value}`),
  }));
  const responsible = useField("/responsible_id");
  return (
    <Section title={t("form.identification")}>
      <Stack gap="sm">
        <TextsField
          pointer="/title"
          label={t("form.title")}
          required
          value={draft.title}
          onChange={(value) => set("title", value)}
        />
        <TextsField
          pointer="/objective"
          label={t("fields.objective")}
          long
          value={draft.objective}
          onChange={(value) => set("objective", value)}
        />
        <TextsField
          pointer="/description"
          label={t("fields.description")}
          long
          value={draft.description}
          onChange={(value) => set("description", value)}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <ChoiceField
            pointer="/modality"
            label={t("form.modality")}
            required
            choices={modalities.choices}
            value={draft.modality}
            onChange={(value) => set("modality", value)}
          />
          <ChoiceField
            pointer="/cooperation_type"
            label={t("form.cooperation_type")}
            choices={types.choices}
            value={draft.cooperation_type}
            onChange={(value) => set("cooperation_type", value)}
          />
          <ChoiceField
            pointer="/instrument"
            label={t("fields.instrument")}
            choices={instruments.choices}
            value={draft.instrument}
            onChange={(value) => set("instrument", value)}
          />
          {!stageFixed && (
            <ChoiceField
              pointer="/stage"
              label={t("form.stage")}
              choices={stages.choices}
              value={draft.stage}
              onChange={(value) => set("stage", value)}
            />
          )}
          <OrganisationPicker
            {...responsible}
            label={t("fields.responsible_id")}
            value={draft.responsible}
            onChange={(value) => set("responsible", value)}
          />
          <ParentField />
          <ChoiceField
            pointer="/visibility"
            label={t("form.visibility")}
            choices={visibilities}
            value={draft.visibility}
            onChange={(value) => set("visibility", value)}
          />
        </SimpleGrid>
      </Stack>
    </Section>
  );
}

/** The programme or project that this one is part of. */
function ParentField() {
  const { t } = useTranslation();
  const { draft, set } = useForm();
  const field = useField("/parent_id");
  const id = draft.parent && !draft.parent.code ? draft.parent.id : null;
  const known = useQuery({ ...projectQuery(id ?? ""), enabled: id !== null });
  const shown = id === null ? draft.parent : (known.data?.data ?? draft.parent);
  return (
    <ProjectPicker
      {...field}
      label={t("form.parent")}
      value={shown}
      onChange={(value) => set("parent", value)}
    />
  );
}

export function Dates() {
  const { t } = useTranslation();
  const { draft, set } = useForm();
  return (
    <Section title={t("form.dates")}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {DATES.map((name) => (
          <DateField
            key={name}
            pointer={`/${name}`}
            label={t(`fields.${name}`)}
            value={draft[name]}
            onChange={(value) => set(name, value)}
          />
        ))}
      </SimpleGrid>
    </Section>
  );
}

export function PartnersSection() {
  const { t } = useTranslation();
  const { draft, set } = useForm();
  return (
    <Section title={t("projects.partners")}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("form.partnersHint")}
      </Text>
      <RowList
        pointer="/participations"
        rows={draft.participations}
        onChange={(rows) => set("participations", rows)}
        add={() => ({ key: rowKey(), organisation: null, role: "" })}
        addLabel={t("form.addPartner")}
      >
        {(row, index, change) => <PartnerRow {...{ row, index, change }} />}
      </RowList>
    </Section>
  );
}

interface RowProps<Row> {
  row: Row;
  index: number;
  change: (values: Partial<Row>) => void;
}

function PartnerRow({ row, index, change }: RowProps<ParticipationDraft>) {
  const { t } = useTranslation();
  const roles = useVocabulary("partner-role");
  const organisation = useField(`/participations/${index}/organisation_id`);
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <OrganisationPicker
        {...organisation}
        label={t("form.partner")}
        required
        value={row.organisation}
        onChange={(value) => change({ organisation: value })}
      />
      <ChoiceField
        pointer={`/participations/${index}/role`}
        label={t("fields.role")}
        required
        choices={roles.choices}
        value={row.role}
        onChange={(role) => change({ role })}
      />
    </SimpleGrid>
  );
}

export function ClassificationSection() {
  const { t } = useTranslation();
  const { draft, set } = useForm();
  return (
    <Section title={t("fields.classifications")}>
      <Text size="sm" c="dimmed" mb="sm">
        {t("form.classificationHint")}
      </Text>
      <RowList
        pointer="/classifications"
        rows={draft.classifications}
        onChange={(rows) => set("classifications", rows)}
        add={() => ({ key: rowKey(), vocabulary: "sdg-goal", code: "", weight: "" })}
        addLabel={t("form.addClassification")}
      >
        {(row, index, change) => <AssignmentRow {...{ row, index, change }} />}
      </RowList>
      <CodeProposals
        chosen={draft.classifications.map(({ vocabulary, code }) => ({ vocabulary, code }))}
        onTake={(pair) =>
          set("classifications", [...draft.classifications, { key: rowKey(), weight: "", ...pair }])
        }
      />
    </Section>
  );
}

function AssignmentRow({ row, index, change }: RowProps<AssignmentDraft>) {
  const { t } = useTranslation();
  const codes = useVocabulary(row.vocabulary);
  const choices = codes.choices.map(({ value, label }) => ({ value, label: `${value} · ${label}` }));
  const pointer = `/classifications/${index}`;
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      <ChoiceField
        pointer={`${pointer}/vocabulary`}
        label={t("fields.vocabulary")}
        choices={CLASSIFYING.map((value) => ({ value, label: t(`vocabulary.${value}`) }))}
        value={row.vocabulary}
        onChange={(vocabulary) => change({ vocabulary, code: "" })}
      />
      <ChoiceField
        pointer={`${pointer}/code`}
        label={t("form.code")}
        required
        choices={choices}
        value={row.code}
        onChange={(code) => change({ code })}
      />
      <NumberField
        pointer={`${pointer}/weight`}
        label={t("fields.weight")}
        value={row.weight}
        onChange={(weight) => change({ weight })}
      />
    </SimpleGrid>
  );
}

export function PlacesSection() {
  const { t } = useTranslation();
  const { draft, set } = useForm();
  return (
    <Section title={t("fields.places")}>
      <RowList
        pointer="/places"
        rows={draft.places}
        onChange={(rows) => set("places", rows)}
        add={() => ({
          key: rowKey(),
          kind: "department",
          code: "",
          name: {},
          longitude: "",
          latitude: "",
          share: "",
        })}
        addLabel={t("form.addPlace")}
      >
        {(row, index, change) => <PlaceRow {...{ row, index, change }} />}
      </RowList>
    </Section>
  );
}

function PlaceRow({ row, index, change }: RowProps<PlaceDraft>) {
  const { t } = useTranslation();
  // A point has no list of codes; the country list is loaded already and stands in, unused.
  const codes = useVocabulary(row.kind === "point" ? "country" : row.kind);
  const pointer = `/places/${index}`;
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      <ChoiceField
        pointer={`${pointer}/kind`}
        label={t("fields.kind")}
        choices={PLACE_KINDS.map((value) => ({ value, label: t(`placeKind.${value}`) }))}
        value={row.kind}
        onChange={(kind) => change({ kind, code: "" })}
      />
      {row.kind === "point" ? (
        <>
          <TextsField
            pointer={`${pointer}/name`}
            label={t("form.placeName")}
            value={row.name}
            onChange={(name) => change({ name })}
          />
          <NumberField
            pointer={`${pointer}/latitude`}
            label={t("fields.latitude")}
            value={row.latitude}
            onChange={(latitude) => change({ latitude })}
          />
          <NumberField
            pointer={`${pointer}/longitude`}
            label={t("fields.longitude")}
            value={row.longitude}
            onChange={(longitude) => change({ longitude })}
          />
        </>
      ) : (
        <ChoiceField
          pointer={`${pointer}/code`}
          label={t("form.place")}
          required
          choices={codes.choices}
          value={row.code}
          onChange={(code) => change({ code })}
        />
      )}
      <NumberField
        pointer={`${pointer}/share`}
        label={t("fields.share")}
        value={row.share}
        onChange={(share) => change({ share })}
      />
    </SimpleGrid>
  );
}

export function BudgetsSection() {
  const { t } = useTranslation();
  const { draft, set } = useForm();
  return (
    <Section title={t("fields.budgets")}>
      <RowList
        pointer="/budgets"
        rows={draft.budgets}
        onChange={(rows) => set("budgets", rows)}
        add={() => ({
          key: rowKey(),
          period_start: "",
          period_end: "",
          amount: "",
          currency: draft.default_currency || "GTQ",
          organisation: null,
        })}
        addLabel={t("form.addBudget")}
      >
        {(row, index, change) => (
          <SimpleGrid cols={{ base: 1, xs: 2, sm: 4 }}>
            <DateField
              pointer={`/budgets/${index}/period_start`}
              label={t("fields.period_start")}
              required
              value={row.period_start}
              onChange={(period_start) => change({ period_start })}
            />
            <DateField
              pointer={`/budgets/${index}/period_end`}
              label={t("fields.period_end")}
              required
              value={row.period_end}
              onChange={(period_end) => change({ period_end })}
            />
            <NumberField
              pointer={`/budgets/${index}/amount`}
              label={t("fields.amount")}
              required
              value={row.amount}
              onChange={(amount) => change({ amount })}
            />
            <PlainField
              pointer={`/budgets/${index}/currency`}
              label={t("fields.currency")}
              required
              maxLength={3}
              value={row.currency}
              onChange={(currency) => change({ currency: currency.toUpperCase() })}
            />
          </SimpleGrid>
        )}
      </RowList>
    </Section>
  );
}

export function EventsSection() {
  const { t } = useTranslation();
  const { draft, set } = useForm();
  const types = useVocabulary("event-type");
  return (
    <Section title={t("projects.events")}>
      <RowList
        pointer="/events"
        rows={draft.events}
        onChange={(rows) => set("events", rows)}
        add={() => ({ key: rowKey(), type: "", title: {}, starts: "", ends: "", country: "", outcome: {} })}
        addLabel={t("form.addEvent")}
      >
        {(row, index, change) => (
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <ChoiceField
              pointer={`/events/${index}/type`}
              label={t("form.eventType")}
              required
              choices={types.choices}
              value={row.type}
              onChange={(type) => change({ type })}
            />
            <TextsField
              pointer={`/events/${index}/title`}
              label={t("form.eventTitle")}
              required
              value={row.title}
              onChange={(title) => change({ title })}
            />
            <PlainField
              pointer={`/events/${index}/starts`}
              label={t("fields.starts")}
              description={t("form.partialDate")}
              placeholder="2017-05"
              required
              value={row.starts}
              onChange={(starts) => change({ starts })}
            />
            <PlainField
              pointer={`/events/${index}/ends`}
              label={t("fields.ends")}
              description={t("form.partialDate")}
              value={row.ends}
              onChange={(ends) => change({ ends })}
            />
          </SimpleGrid>
        )}
      </RowList>
    </Section>
  );
}
