import { Button, Card, Group, Stack, Text } from "@mantine/core";
import { IconEdit, IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { nameOf } from "../organisations/nameOf";
import { ExampleBadge } from "../projects/badges";
import type { Field, Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { Listing } from "../shared/Listing";
import { AnchorLink } from "../shared/links";
import { SearchInput } from "../shared/SearchInput";
import { countryName, formatDate, pick } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { useTableChoices } from "./useTables";

type Event = Schemas["CoordinationEventOut"];

export function Events({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation();
  const types = useVocabulary("event-type");
  const fields = useEventFields();
  const queries = useQueryClient();
  const [q, setQ] = useState("");
  const [edited, setEdited] = useState<Values | null>(null);
  const list = usePages(["events", q], (after) =>
    unwrap(api.GET("/api/v1/events", { params: { query: { q, ...after } } })),
  );
  const send = (body: Values, tag: string) => {
    const content = body as unknown as Schemas["CoordinationEventIn"];
    return edited?.id
      ? unwrap(
          api.PUT("/api/v1/events/{record_id}", {
            params: { path: { record_id: String(edited.id) }, header: { "If-Match": tag } },
            body: content,
          }),
        )
      : unwrap(api.POST("/api/v1/events", { body: content }));
  };
  const edit = (event: Event) => setEdited({ ...event, table_id: event.table?.id } as Values);
  return (
    <Stack>
      <Group align="flex-end">
        <SearchInput label={t("projects.search")} value={q} onChange={setQ} />
        {mayWrite && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited({})}>
            {t("coordination.addEvent")}
          </Button>
        )}
      </Group>
      <Listing list={list} empty={t("coordination.noEvents")}>
        <Stack gap="sm">
          {list.items.map((event) => (
            <Card key={event.id} withBorder padding="sm">
              <Group justify="space-between" wrap="nowrap" align="flex-start">
                <div>
                  <Group gap="xs">
                    <Text fw={500}>{pick(event.title)}</Text>
                    {event.example && <ExampleBadge />}
                  </Group>
                  <Text size="sm" c="dimmed">
                    {[
                      types.label(event.type),
                      [formatDate(event.starts), formatDate(event.ends)].filter(Boolean).join(" – "),
                      event.place,
                      event.country && countryName(event.country),
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </Text>
                  {event.project && (
                    <AnchorLink to="/projects/$code" params={{ code: event.project.code }} size="sm">
                      {`${event.project.code} · ${pick(event.project.title)}`}
                    </AnchorLink>
                  )}
                  {event.table && <Text size="sm">{pick(event.table.name)}</Text>}
                  {pick(event.outcome) && <Text size="sm">{pick(event.outcome)}</Text>}
                  {event.participants.length > 0 && (
                    <Text size="sm" c="dimmed">
                      {`${t("coordination.participants")}: ${event.participants.map(participant).join(", ")}`}
                    </Text>
                  )}
                </div>
                {mayWrite && (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    leftSection={<IconEdit size={14} aria-hidden />}
                    onClick={() => edit(event)}
                  >
                    {t("projects.edit")}
                  </Button>
                )}
              </Group>
            </Card>
          ))}
        </Stack>
      </Listing>
      <RecordDrawer
        record={edited}
        title={t("coordination.event")}
        fields={fields}
        start={{ type: "coordination-meeting", visibility: "internal" }}
        send={send}
        onDone={async () => {
          setEdited(null);
          await queries.invalidateQueries();
        }}
        onClose={() => setEdited(null)}
      />
    </Stack>
  );
}

function participant(row: Event["participants"][number]): string {
  const name = [row.organisation && nameOf(row.organisation), row.person].filter(Boolean).join(": ");
  return row.people > 1 ? `${name} (${row.people})` : name;
}

function useEventFields(): Field[] {
  const { t } = useTranslation();
  const types = useVocabulary("event-type");
  const countries = useVocabulary("country");
  const tables = useTableChoices();
  return [
    { kind: "texts", name: "title", label: t("form.eventTitle"), required: true, long: true },
    { kind: "choice", name: "type", label: t("form.eventType"), required: true, choices: types.choices },
    { kind: "project", name: "project", label: t("coordination.project") },
    {
      kind: "text",
      name: "starts",
      label: t("fields.starts"),
      hint: t("form.partialDate"),
      required: true,
    },
    { kind: "text", name: "ends", label: t("fields.ends"), hint: t("form.partialDate") },
    { kind: "choice", name: "country", label: t("placeKind.country"), choices: countries.choices },
    { kind: "text", name: "place", label: t("form.place") },
    { kind: "choice", name: "table_id", label: t("coordination.table"), choices: tables },
    {
      kind: "choice",
      name: "visibility",
      label: t("form.visibility"),
      required: true,
      choices: (["internal", "public"] as const).map((value) => ({ value, label: t(`visibility.${value}`) })),
    },
    { kind: "texts", name: "agenda", label: t("fields.agenda"), long: true },
    { kind: "texts", name: "outcome", label: t("coordination.outcome"), long: true },
    {
      kind: "list",
      name: "participants",
      label: t("coordination.participants"),
      addLabel: t("coordination.addParticipant"),
      fields: [
        { kind: "organisation", name: "organisation", label: t("form.partner") },
        { kind: "text", name: "person", label: t("coordination.person") },
        { kind: "number", whole: true, name: "people", label: t("coordination.people") },
      ],
    },
  ];
}
