import { Anchor, Button, Card, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Project } from "../projects/useProject";
import { ProblemAlert } from "../shared/Failure";
import { Listing } from "../shared/Listing";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { formatMoment, pick, type Texts } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { WideTable } from "../shared/WideTable";
import { useVocabulary } from "../vocabularies/useVocabulary";

type Entry = Schemas["HistoryEntry"];

/** Columns that say nothing about the world. */
const BOOKKEEPING = new Set([
  "id",
  "project_id",
  "version",
  "position",
  "source_position",
  "created_at",
  "created_by",
  "updated_at",
  "updated_by",
]);

/** Who changed what in a project, and what differs between two days. */
export function History({ project }: { project: Project }) {
  const { t } = useTranslation();
  const list = usePages(["history", project.id, project.version], (after) =>
    unwrap(
      api.GET("/api/v1/projects/{key}/history", { params: { path: { key: project.code }, query: after } }),
    ),
  );
  return (
    <Stack>
      <Comparison project={project} />
      <Section title={t("history.changes")}>
        <Listing list={list} empty={t("history.none")}>
          <Stack gap="sm">
            {list.items.map((entry) => (
              <Change key={entry.number} entry={entry} />
            ))}
          </Stack>
        </Listing>
      </Section>
    </Stack>
  );
}

function Change({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const through = entry.origin.startsWith("import:") ? (
    <Anchor href={`/imports/${entry.origin.slice(7)}`} size="xs">
      {t("history.origin.import")}
    </Anchor>
  ) : entry.origin.startsWith("partner:") ? (
    t("history.origin.partner", { system: entry.origin.slice(8) })
  ) : (
    t(`history.origin.${entry.origin as "person"}`, { defaultValue: entry.origin })
  );
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" gap="xs">
        <Text fw={500} size="sm">
          {`${t(`history.action.${entry.action as "insert"}`)}: ${tableName(t, entry.table)}`}
        </Text>
        <Text size="xs" c="dimmed">
          {formatMoment(entry.at)} · {entry.actor_name} · {through}
        </Text>
      </Group>
      {entry.rows.map((row) => (
        <RowChange
          key={row.key}
          table={entry.table}
          before={row.before}
          after={row.after}
          names={entry.names}
        />
      ))}
    </Card>
  );
}

type Row = Record<string, unknown> | null | undefined;

interface RowProps {
  table: string;
  before: Row;
  after: Row;
  names: Record<string, Texts>;
}

function RowChange({ table, before, after, names }: RowProps) {
  const { t } = useTranslation();
  const label = useCodeLabels();
  const text = (name: string, value: unknown) => {
    const organisation = typeof value === "string" ? names[value] : undefined;
    return organisation ? pick(organisation) : label(name, shown(value));
  };
  const told = Object.keys({ ...before, ...after }).filter(
    (name) =>
      !BOOKKEEPING.has(name) &&
      (text(name, before?.[name]) !== "" || text(name, after?.[name]) !== "") &&
      // Another record's id says nothing to a reader.
      !(name.endsWith("_id") && !names[String(after?.[name] ?? before?.[name])]),
  );
  if (told.length === 0) return null;
  return (
    <dl className="changes">
      {told.map((name) => (
        <div key={name}>
          <dt>{`${fieldName(t, table, name)}: `}</dt>
          <dd>
            {before && text(name, before[name]) !== "" && <del>{text(name, before[name])}</del>}{" "}
            {after && text(name, after[name]) !== "" && <ins>{text(name, after[name])}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Says codes in words, where the field tells the list they are of. */
function useCodeLabels(): (field: string, value: string) => string {
  const { t } = useTranslation();
  const stages = useVocabulary("stage");
  const lists: Record<string, ReturnType<typeof useVocabulary>> = {
    stage: stages,
    from_stage: stages,
    to_stage: stages,
    modality: useVocabulary("modality"),
    cooperation_type: useVocabulary("cooperation-type"),
    instrument: useVocabulary("instrument"),
    role: useVocabulary("partner-role"),
    kind: useVocabulary("contribution-kind"),
    grade: useVocabulary("expert-grade"),
  };
  return (field, value) => {
    if (field === "basis" && value) return t(`contributions.basis.${value as "planned"}`);
    return lists[field]?.label(value) ?? value;
  };
}

type Translate = ReturnType<typeof useTranslation>["t"];

const fieldName = (t: Translate, table: string, name: string) =>
  t(`fields.${`${table}_${name}` as "contribution_kind"}`, {
    defaultValue: t(`fields.${name as "title"}`, { defaultValue: name.replaceAll("_", " ") }),
  });
const tableName = (t: Translate, name: string) =>
  t(`history.table.${name as "project"}`, { defaultValue: name.replaceAll("_", " ") });

/** A stored value as text: texts by language in the reader's, codes and numbers as they are. */
function shown(value: unknown): string {
  if (value === null || value === undefined || value === false) return "";
  if (typeof value === "object") return pick(value as Texts);
  return String(value);
}

function Comparison({ project }: { project: Project }) {
  const { t } = useTranslation();
  const today = new Date().toISOString().slice(0, 10);
  const [before, setBefore] = useState(project.created_at.slice(0, 10));
  const [after, setAfter] = useState(today);
  const [asked, setAsked] = useState<{ before: string; after: string } | null>(null);
  const found = useQuery({
    queryKey: ["comparison", project.id, asked],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/projects/{key}/comparison", {
          params: { path: { key: project.code }, query: asked ?? { before, after } },
        }),
      ),
    enabled: asked !== null,
  });
  return (
    <Section title={t("history.compare")}>
      <Group
        align="flex-end"
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked({ before, after });
        }}
      >
        <TextInput
          type="date"
          label={t("history.before")}
          required
          max={after}
          value={before}
          onChange={(event) => setBefore(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t("history.after")}
          required
          max={today}
          value={after}
          onChange={(event) => setAfter(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={found.isFetching}>
          {t("history.show")}
        </Button>
        <AnchorLink to="/projects/$code" params={{ code: project.code }} search={{ as_of: before }}>
          {t("history.seeAsOf")}
        </AnchorLink>
      </Group>
      {found.isError && <ProblemAlert error={found.error} />}
      {found.data && found.data.items.length === 0 && (
        <Text mt="sm" c="dimmed">
          {t("history.same")}
        </Text>
      )}
      {found.data && found.data.items.length > 0 && (
        <WideTable label={t("history.compare")} minWidth={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("history.field")}</Table.Th>
              <Table.Th>{t("history.before")}</Table.Th>
              <Table.Th>{t("history.after")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {found.data.items.map((item) => (
              <Table.Tr key={`${item.table} ${item.key} ${item.field}`}>
                <Table.Td>
                  {fieldName(t, item.table, item.field)}
                  <Text size="xs" c="dimmed">
                    {tableName(t, item.table)}
                  </Text>
                </Table.Td>
                <Table.Td className="wrap-anywhere">{shown(item.before)}</Table.Td>
                <Table.Td className="wrap-anywhere">{shown(item.after)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </Section>
  );
}
