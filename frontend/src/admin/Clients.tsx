import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Field, Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { AddButton } from "../shared/AddButton";
import { ProblemAlert } from "../shared/Failure";
import { Listing } from "../shared/Listing";
import { Section } from "../shared/Section";
import { formatMoment } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { Secret } from "./Secret";

type Client = Schemas["ClientOut"];

/** Partners' systems: who they are, what they may do, their secrets and keys. */
export function Clients() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [record, setRecord] = useState<Values | null>(null);
  const [secret, setSecret] = useState<{ label: string; value: string } | null>(null);
  const list = usePages(["clients"], (after) =>
    unwrap(api.GET("/api/v1/clients", { params: { query: after } })),
  );
  const refresh = () => queries.invalidateQueries({ queryKey: ["clients"] });
  const isNew = record?.version === undefined;
  const roles = (["partner", "registrar", "integration"] as const).map((role) => ({
    value: role,
    label: t(`admin.clientRole.${role}`),
  }));
  const fields: Field[] = [
    ...(isNew
      ? ([
          { kind: "text", name: "id", label: t("admin.clientId"), required: true, maxLength: 60 },
          { kind: "choice", name: "role", label: t("account.role"), required: true, choices: roles },
          { kind: "organisation", name: "organisation", label: t("account.organisation"), required: true },
        ] satisfies Field[])
      : []),
    { kind: "text", name: "name", label: t("admin.name"), required: true, maxLength: 200 },
    { kind: "words", name: "scopes", label: t("admin.scopes"), hint: t("admin.scopesHint"), required: true },
    ...(isNew ? [] : [{ kind: "flag" as const, name: "disabled", label: t("admin.disabled") }]),
  ];
  const send = async (body: Values, tag: string) => {
    if (!isNew) {
      return unwrap(
        api.PATCH("/api/v1/clients/{client_id}", {
          params: { path: { client_id: String(record?.id) }, header: { "If-Match": tag } },
          body: body as unknown as Schemas["ClientPatch"],
        }),
      );
    }
    const made = await unwrap(api.POST("/api/v1/clients", { body: body as unknown as Schemas["ClientIn"] }));
    setSecret({ label: `${made.id}: ${t("admin.secret")}`, value: made.secret });
    return made;
  };
  const done = async () => {
    await refresh();
    setRecord(null);
  };
  return (
    <Section
      title={t("admin.tab.clients")}
      aside={<AddButton label={t("admin.addClient")} onClick={() => setRecord({})} />}
    >
      <Stack>
        {secret && <Secret label={secret.label} value={secret.value} />}
        <Listing list={list} empty={t("common.nothingFound")}>
          {list.items.map((client) => (
            <ClientCard
              key={client.id}
              client={client}
              onEdit={() => setRecord(client as unknown as Values)}
              onSecret={(label, value) => setSecret({ label, value })}
              onChanged={() => void refresh()}
            />
          ))}
        </Listing>
      </Stack>
      <RecordDrawer
        record={record}
        title={isNew ? t("admin.addClient") : String(record?.id ?? "")}
        fields={fields}
        start={{
          role: "partner",
          scopes: [
            "projects:read",
            "internal:read",
            "partner-records:read",
            "partner-records:write",
            "webhooks:write",
          ],
        }}
        send={send}
        onDone={done}
        onClose={() => setRecord(null)}
      />
    </Section>
  );
}

interface CardProps {
  client: Client;
  onEdit: () => void;
  onSecret: (label: string, value: string) => void;
  onChanged: () => void;
}

function ClientCard({ client, onEdit, onSecret, onChanged }: CardProps) {
  const { t } = useTranslation();
  const path = { params: { path: { client_id: client.id } } };
  const rotate = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/clients/{client_id}/secret", { ...path, body: { overlap_hours: 24 } })),
    onSuccess: (told) => {
      onSecret(`${client.id}: ${t("admin.secret")}`, told.secret);
      onChanged();
    },
  });
  const addKey = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/clients/{client_id}/keys", { ...path, body: { name: client.name } })),
    onSuccess: (told) => {
      onSecret(`${client.id}: ${t("admin.key")}`, told.key);
      onChanged();
    },
  });
  const revoke = useMutation({
    mutationFn: (id: string) =>
      unwrap(
        api.DELETE("/api/v1/clients/{client_id}/keys/{key_id}", {
          params: { path: { client_id: client.id, key_id: id } },
        }),
      ),
    onSettled: onChanged,
  });
  const failure = [rotate, addKey, revoke].find((step) => step.isError)?.error;
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" align="start">
        <div>
          <Text fw={600}>
            {client.name}{" "}
            {client.disabled && (
              <Badge color="gray.7" autoContrast>
                {t("admin.disabled")}
              </Badge>
            )}
          </Text>
          <Text size="sm" c="dimmed">
            {client.id} · {t(`admin.clientRole.${client.role}`)} · {client.organisation?.acronym}
          </Text>
          <Text size="sm">
            {client.last_used_at
              ? t("admin.lastUsed", { moment: formatMoment(client.last_used_at) })
              : t("admin.neverUsed")}
          </Text>
        </div>
        <Group gap={4}>
          <Button size="compact-xs" variant="default" onClick={onEdit}>
            {t("admin.change")}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            loading={rotate.isPending}
            onClick={() => rotate.mutate()}
          >
            {t("admin.rotate")}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            loading={addKey.isPending}
            onClick={() => addKey.mutate()}
          >
            {t("admin.addKey")}
          </Button>
        </Group>
      </Group>
      {failure !== undefined && <ProblemAlert error={failure} />}
      <Text size="xs" mt="xs" className="wrap-anywhere">
        {client.scopes.join(", ")}
      </Text>
      {client.previous_until && (
        <Text size="xs">{t("admin.previousUntil", { moment: formatMoment(client.previous_until) })}</Text>
      )}
      {client.keys.map((key) => (
        <Group key={key.id} justify="space-between" mt={4}>
          <Text size="sm">
            {t("admin.key")} …{key.hint}{" "}
            <Text span size="xs" c="dimmed">
              {key.last_used_at
                ? t("admin.lastUsed", { moment: formatMoment(key.last_used_at) })
                : t("admin.neverUsed")}
            </Text>
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`${t("admin.revoke")} …${key.hint}`}
            onClick={() => revoke.mutate(key.id)}
          >
            {t("admin.revoke")}
          </Button>
        </Group>
      ))}
    </Card>
  );
}
