import { Button, Card, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { IconEdit, IconPlus, IconProgressCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { nameOf } from "../organisations/nameOf";
import { ExampleBadge } from "../projects/badges";
import type { Field, Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { Listing } from "../shared/Listing";
import { AnchorLink } from "../shared/links";
import { formatDate, pick } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { DueBadge } from "./DueBadge";
import { useTableChoices } from "./useTables";

type Commitment = Schemas["CommitmentOut"];
type Due = Commitment["due"];
const DUE = ["overdue", "soon", "later", "done"] as const;
const STATUSES = ["open", "in-progress", "fulfilled", "cancelled"] as const;

export function Commitments({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation();
  const { session, may } = useSession();
  const queries = useQueryClient();
  const [due, setDue] = useState<Due | "">("");
  const [edited, setEdited] = useState<Values | null>(null);
  const [reported, setReported] = useState<Values | null>(null);
  const query = due ? { due: [due] } : {};
  const list = usePages(["commitments", query], (after) =>
    unwrap(api.GET("/api/v1/commitments", { params: { query: { ...query, ...after } } })),
  );
  const fields = useCommitmentFields();
  const progress: Field[] = fields.filter((field) => field.name === "status" || field.name === "progress");
  const mayReport = (row: Commitment) =>
    mayWrite || (may("commitments:write") && session?.organisation?.id === row.organisation.id);
  const refresh = async () => {
    setEdited(null);
    setReported(null);
    await queries.invalidateQueries({ queryKey: ["commitments"] });
    await queries.invalidateQueries({ queryKey: ["reminders"] });
  };
  const send = (body: Values, tag: string) => {
    const content = body as unknown as Schemas["CommitmentIn"];
    return edited?.id
      ? unwrap(
          api.PUT("/api/v1/commitments/{record_id}", {
            params: { path: { record_id: String(edited.id) }, header: { "If-Match": tag } },
            body: { ...content, event_id: (edited.event as { id: string } | null)?.id ?? null },
          }),
        )
      : unwrap(api.POST("/api/v1/commitments", { body: content }));
  };
  return (
    <Stack>
      <Group align="flex-end">
        <NativeSelect
          label={t("coordination.dueLabel")}
          data={[
            { value: "", label: t("imports.all") },
            ...DUE.map((value) => ({ value, label: t(`coordination.due.${value}`) })),
          ]}
          value={due}
          onChange={(event) => setDue(event.currentTarget.value as Due | "")}
        />
        {mayWrite && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited({})}>
            {t("coordination.addCommitment")}
          </Button>
        )}
      </Group>
      <Listing list={list} empty={t("coordination.noCommitments")}>
        <Stack gap="sm">
          {list.items.map((row) => (
            <Card key={row.id} withBorder padding="sm">
              <Group gap="xs">
                <DueBadge due={row.due} />
                <Text fw={500}>{pick(row.what)}</Text>
                {row.example && <ExampleBadge />}
              </Group>
              <Text size="sm" c="dimmed">
                {[
                  formatDate(row.due_on),
                  nameOf(row.organisation),
                  row.person,
                  t(`coordination.status.${row.status}`),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </Text>
              <Text size="sm">
                {[row.event && pick(row.event.title), row.table && pick(row.table.name)]
                  .filter(Boolean)
                  .join(" · ")}
              </Text>
              {row.project && (
                <AnchorLink to="/projects/$code" params={{ code: row.project.code }} size="sm">
                  {`${row.project.code} · ${pick(row.project.title)}`}
                </AnchorLink>
              )}
              {row.progress && (
                <Text size="sm" style={{ whiteSpace: "pre-line" }}>
                  {row.progress}
                </Text>
              )}
              <Group gap="xs" mt={4}>
                {mayReport(row) && (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    leftSection={<IconProgressCheck size={14} aria-hidden />}
                    onClick={() => setReported(row as unknown as Values)}
                  >
                    {t("coordination.report")}
                  </Button>
                )}
                {mayWrite && (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    leftSection={<IconEdit size={14} aria-hidden />}
                    onClick={() => setEdited({ ...row, table_id: row.table?.id } as unknown as Values)}
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
        title={t("coordination.commitment")}
        fields={fields}
        start={{ status: "open", remind_days: 14 }}
        send={send}
        onDone={() => void refresh()}
        onClose={() => setEdited(null)}
      />
      <RecordDrawer
        record={reported}
        title={t("coordination.report")}
        fields={progress}
        send={(body, tag) =>
          unwrap(
            api.POST("/api/v1/commitments/{record_id}/progress", {
              params: { path: { record_id: String(reported?.id) }, header: { "If-Match": tag } },
              body: body as unknown as Schemas["CommitmentProgress"],
            }),
          )
        }
        onDone={() => void refresh()}
        onClose={() => setReported(null)}
      />
    </Stack>
  );
}

function useCommitmentFields(): Field[] {
  const { t } = useTranslation();
  const tables = useTableChoices();
  return [
    { kind: "texts", name: "what", label: t("coordination.what"), required: true, long: true },
    { kind: "organisation", name: "organisation", label: t("coordination.responsible"), required: true },
    { kind: "text", name: "person", label: t("coordination.person") },
    { kind: "date", name: "due_on", label: t("coordination.dueOn"), required: true },
    { kind: "number", whole: true, name: "remind_days", label: t("coordination.remindDays"), required: true },
    {
      kind: "choice",
      name: "status",
      label: t("fields.status"),
      required: true,
      choices: STATUSES.map((value) => ({ value, label: t(`coordination.status.${value}`) })),
    },
    { kind: "choice", name: "table_id", label: t("coordination.table"), choices: tables },
    { kind: "project", name: "project", label: t("coordination.project") },
    { kind: "text", name: "progress", label: t("coordination.progress"), long: true },
  ];
}
