import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Field, Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { AddButton } from "../shared/AddButton";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { Section } from "../shared/Section";
import { Deliveries } from "./Deliveries";
import { Secret } from "./Secret";

type Webhook = Schemas["WebhookOut"];

/** Where systems are told of changes, with what came of every message. */
export function Webhooks() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [record, setRecord] = useState<Values | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const list = useQuery({ queryKey: ["webhooks"], queryFn: () => unwrap(api.GET("/api/v1/webhooks")) });
  const refresh = () => queries.invalidateQueries({ queryKey: ["webhooks"] });
  const isNew = record?.id === undefined;
  const fields: Field[] = [
    { kind: "text", name: "url", label: t("admin.url"), required: true, maxLength: 2000 },
    { kind: "words", name: "kinds", label: t("admin.kinds"), hint: t("admin.kindsHint"), required: true },
    { kind: "text", name: "description", label: t("admin.description"), maxLength: 500 },
    ...(isNew ? [] : [{ kind: "flag" as const, name: "active", label: t("admin.active") }]),
  ];
  const send = async (given: Values, tag: string) => {
    const body = { ...given, description: given.description ?? "" };
    if (!isNew) {
      return unwrap(
        api.PATCH("/api/v1/webhooks/{webhook_id}", {
          params: { path: { webhook_id: String(record?.id) }, header: { "If-Match": tag } },
          body: body as unknown as Schemas["WebhookPatch"],
        }),
      );
    }
    const made = await unwrap(
      api.POST("/api/v1/webhooks", { body: body as unknown as Schemas["WebhookIn"] }),
    );
    setSecret(made.secret);
    return made;
  };
  const done = async () => {
    await refresh();
    setRecord(null);
  };
  return (
    <Section
      title={t("admin.tab.webhooks")}
      aside={<AddButton label={t("admin.addWebhook")} onClick={() => setRecord({})} />}
    >
      <Stack>
        {secret && <Secret label={t("admin.secret")} value={secret} />}
        {list.isPending && <Loading rows={2} />}
        {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.items.length === 0 && <Text c="dimmed">{t("admin.noWebhooks")}</Text>}
        {list.data?.items.map((webhook) => (
          <WebhookCard
            key={webhook.id}
            webhook={webhook}
            onEdit={() => setRecord(webhook as unknown as Values)}
            onSecret={setSecret}
            onChanged={() => void refresh()}
          />
        ))}
      </Stack>
      <RecordDrawer
        record={record}
        title={t("admin.tab.webhooks")}
        fields={fields}
        start={{ kinds: ["project"] }}
        send={send}
        onDone={done}
        onClose={() => setRecord(null)}
      />
    </Section>
  );
}

interface CardProps {
  webhook: Webhook;
  onEdit: () => void;
  onSecret: (secret: string) => void;
  onChanged: () => void;
}

function WebhookCard({ webhook, onEdit, onSecret, onChanged }: CardProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const path = { params: { path: { webhook_id: webhook.id } } };
  const act = useMutation({
    mutationFn: async (step: "test" | "rotate" | "remove") => {
      if (step === "test") return unwrap(api.POST("/api/v1/webhooks/{webhook_id}/test", path));
      if (step === "remove") return unwrap(api.DELETE("/api/v1/webhooks/{webhook_id}", path));
      return onSecret((await unwrap(api.POST("/api/v1/webhooks/{webhook_id}/secret", path))).secret);
    },
    onSuccess: onChanged,
  });
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" align="start">
        <div>
          <Text fw={600} className="wrap-anywhere">
            {webhook.url}
          </Text>
          <Text size="sm" c="dimmed">
            {webhook.owner_name} · {webhook.kinds.join(", ")} {webhook.description}
          </Text>
          <Group gap={4}>
            <Badge color={webhook.active ? "jade" : "gray.7"} autoContrast>
              {webhook.stopped
                ? t("admin.stopped")
                : webhook.active
                  ? t("admin.active")
                  : t("admin.inactive")}
            </Badge>
            {webhook.pending > 0 && (
              <Badge variant="light">{t("admin.pending", { count: webhook.pending })}</Badge>
            )}
            {webhook.dead > 0 && (
              <Badge color="red.8" autoContrast>
                {t("admin.dead", { count: webhook.dead })}
              </Badge>
            )}
          </Group>
        </div>
        <Group gap={4}>
          <Button size="compact-xs" variant="default" onClick={onEdit}>
            {t("admin.change")}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => act.mutate("test")}>
            {t("admin.test")}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => act.mutate("rotate")}>
            {t("admin.rotate")}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => act.mutate("remove")}>
            {t("admin.remove")}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            {t("admin.deliveries")}
          </Button>
        </Group>
      </Group>
      {act.isError && <ProblemAlert error={act.error} />}
      {opened && <Deliveries webhook={webhook.id} />}
    </Card>
  );
}
