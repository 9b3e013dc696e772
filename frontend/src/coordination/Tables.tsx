import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
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
import { formatNumber, pick } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { useVocabulary } from "../vocabularies/useVocabulary";

const ROLES = ["chair", "secretariat", "member", "observer"] as const;

export function Tables({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation();
  const sectors = useVocabulary("iberoamerican-sector");
  const queries = useQueryClient();
  const [edited, setEdited] = useState<Values | null>(null);
  const list = usePages(["tables"], (after) =>
    unwrap(api.GET("/api/v1/working-tables", { params: { query: after } })),
  );
  const fields: Field[] = [
    { kind: "texts", name: "name", label: t("coordination.tableName"), required: true, long: true },
    { kind: "texts", name: "purpose", label: t("coordination.purpose"), long: true },
    { kind: "choice", name: "sector", label: t("vocabulary.iberoamerican-sector"), choices: sectors.choices },
    { kind: "flag", name: "active", label: t("coordination.active") },
    {
      kind: "list",
      name: "members",
      label: t("coordination.members"),
      addLabel: t("coordination.addMember"),
      fields: [
        { kind: "organisation", name: "organisation", label: t("form.partner"), required: true },
        {
          kind: "choice",
          name: "role",
          label: t("fields.role"),
          required: true,
          choices: ROLES.map((value) => ({ value, label: t(`coordination.role.${value}`) })),
        },
        { kind: "text", name: "person", label: t("coordination.person") },
      ],
    },
  ];
  const send = (body: Values, tag: string) => {
    const content = body as unknown as Schemas["WorkingTableIn"];
    return edited?.id
      ? unwrap(
          api.PUT("/api/v1/working-tables/{record_id}", {
            params: { path: { record_id: String(edited.id) }, header: { "If-Match": tag } },
            body: content,
          }),
        )
      : unwrap(api.POST("/api/v1/working-tables", { body: content }));
  };
  return (
    <Stack>
      {mayWrite && (
        <Group>
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited({})}>
            {t("coordination.addTable")}
          </Button>
        </Group>
      )}
      <Listing list={list} empty={t("coordination.noTables")}>
        <Stack gap="sm">
          {list.items.map((table) => (
            <Card key={table.id} withBorder padding="sm">
              <Group justify="space-between" wrap="nowrap" align="flex-start">
                <div>
                  <Group gap="xs">
                    <Text fw={500}>{pick(table.name)}</Text>
                    {!table.active && (
                      <Badge variant="outline" color="gray" tt="none">
                        {t("coordination.inactive")}
                      </Badge>
                    )}
                    {table.example && <ExampleBadge />}
                  </Group>
                  <Text size="sm" c="dimmed">
                    {[
                      sectors.label(table.sector),
                      t("coordination.met", { number: formatNumber(table.events) }),
                      t("coordination.open", { number: formatNumber(table.open_commitments) }),
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </Text>
                  {pick(table.purpose) && <Text size="sm">{pick(table.purpose)}</Text>}
                  {table.members.map((member) => (
                    <Text size="sm" key={member.organisation.id}>
                      {`${t(`coordination.role.${member.role as "chair"}`)}: ${nameOf(member.organisation)}`}
                      {member.person && ` (${member.person})`}
                    </Text>
                  ))}
                </div>
                {mayWrite && (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    leftSection={<IconEdit size={14} aria-hidden />}
                    onClick={() => setEdited(table as unknown as Values)}
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
        title={t("coordination.table")}
        fields={fields}
        start={{ active: true }}
        send={send}
        onDone={async () => {
          setEdited(null);
          await queries.invalidateQueries({ queryKey: ["tables"] });
        }}
        onClose={() => setEdited(null)}
      />
    </Stack>
  );
}
