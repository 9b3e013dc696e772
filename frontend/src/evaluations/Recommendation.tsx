import { Button, Card, Group, Stack, Text } from "@mantine/core";
import { IconMessageReply, IconProgressCheck } from "@tabler/icons-react";
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { nameOf } from "../organisations/nameOf";
import type { Field, Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { formatDate, pick } from "../shared/texts";
import { RecommendationBadge } from "./StatusBadge";

type Item = Schemas["RecommendationOut"];
type Action = Item["actions"][number];
const DECISIONS = ["accepted", "partly", "rejected"] as const;
const ACTION_STATUSES = ["planned", "in-progress", "done", "cancelled"] as const;

interface Props {
  item: Item;
  /** The conclusions it rests on, as they are numbered. */
  basis: string;
  mayRespond: boolean;
  /** What else is to be read anew after a change. */
  queryKey: QueryKey;
}

/** A recommendation with the response to it, its actions, and the buttons that move it on. */
export function Recommendation({ item, basis, mayRespond, queryKey }: Props) {
  const { t } = useTranslation();
  const { session, may } = useSession();
  const queries = useQueryClient();
  const [answered, setAnswered] = useState<Values | null>(null);
  const [moved, setMoved] = useState<Action | null>(null);
  const own = session?.organisation?.id;
  const allowed = (owners: (string | undefined)[]) =>
    mayRespond &&
    may("responses:write") &&
    (!["partner", "registrar"].includes(session?.role ?? "") || owners.includes(own ?? "–"));
  const refresh = async () => {
    setAnswered(null);
    setMoved(null);
    await queries.invalidateQueries({ queryKey });
    await queries.invalidateQueries({ queryKey: ["recommendations"] });
  };
  return (
    <Card withBorder padding="sm">
      <Group gap="xs">
        <RecommendationBadge standing={item.standing} />
        <Text size="xs" c="dimmed">
          {[
            t(`evaluations.priorities.${item.priority}`),
            item.addressee && nameOf(item.addressee),
            item.respond_by && t("evaluations.respondByDay", { day: formatDate(item.respond_by) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </Group>
      <Text size="sm" mt={4}>
        <strong>{`R${item.number}`}</strong> {pick(item.text)}
        {basis && (
          <Text span c="dimmed" size="xs">
            {` ← ${basis}`}
          </Text>
        )}
      </Text>
      {item.decision && (
        <Text size="sm" mt={4}>
          <strong>{t(`evaluations.decision.${item.decision}`)}</strong>
          {` (${item.responded_by ?? ""})${item.reason ? `: ${item.reason}` : ""}`}
        </Text>
      )}
      <Stack gap={4} mt={4}>
        {item.actions.map((action) => (
          <Group key={action.id} gap="xs" justify="space-between" wrap="nowrap" align="flex-start">
            <Text size="sm">
              {pick(action.text)}
              <Text span size="xs" c={action.overdue ? "red" : "dimmed"} fw={action.overdue ? 600 : 400}>
                {` ${[
                  t(`evaluations.actionStatus.${action.status}`),
                  action.status === "done" ? formatDate(action.done_on) : formatDate(action.due_on),
                  action.overdue && t("evaluations.overdue"),
                  action.organisation ? nameOf(action.organisation) : action.responsible,
                  action.note,
                ]
                  .filter(Boolean)
                  .join(" · ")}`}
              </Text>
            </Text>
            {allowed([item.addressee?.id, action.organisation?.id]) && (
              <Button
                size="compact-xs"
                variant="default"
                flex="none"
                leftSection={<IconProgressCheck size={14} aria-hidden />}
                aria-label={`${t("evaluations.progress")}: ${pick(action.text)}`}
                onClick={() => setMoved(action)}
              >
                {t("evaluations.progress")}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
      {allowed([item.addressee?.id]) && (
        <Button
          mt="xs"
          size="xs"
          style={{ alignSelf: "flex-start" }}
          variant={item.decision ? "default" : "filled"}
          leftSection={<IconMessageReply size={14} aria-hidden />}
          aria-label={`${t(item.decision ? "evaluations.changeResponse" : "evaluations.respond")}: R${item.number}`}
          onClick={() => setAnswered(item as unknown as Values)}
        >
          {t(item.decision ? "evaluations.changeResponse" : "evaluations.respond")}
        </Button>
      )}
      <ResponseDrawer record={answered} onDone={refresh} onClose={() => setAnswered(null)} />
      <ProgressDrawer action={moved} onDone={refresh} onClose={() => setMoved(null)} />
    </Card>
  );
}

interface DrawerProps {
  onDone: () => Promise<void>;
  onClose: () => void;
}

function ResponseDrawer({ record, onDone, onClose }: DrawerProps & { record: Values | null }) {
  const { t } = useTranslation();
  const fields: Field[] = [
    {
      kind: "choice",
      name: "decision",
      label: t("evaluations.decisionLabel"),
      required: true,
      choices: DECISIONS.map((value) => ({ value, label: t(`evaluations.decision.${value}`) })),
    },
    {
      kind: "text",
      name: "reason",
      label: t("evaluations.reason"),
      hint: t("evaluations.responseHint"),
      long: true,
    },
    {
      kind: "list",
      name: "actions",
      label: t("evaluations.actions"),
      addLabel: t("evaluations.addAction"),
      fields: [
        { kind: "hidden", name: "id", label: "" },
        { kind: "texts", name: "text", label: t("evaluations.action"), required: true, long: true },
        { kind: "date", name: "due_on", label: t("evaluations.dueOn"), required: true },
        { kind: "organisation", name: "organisation", label: t("evaluations.organisation") },
        { kind: "text", name: "responsible", label: t("coordination.responsible") },
      ],
    },
  ];
  return (
    <RecordDrawer
      record={record}
      title={t("evaluations.response")}
      fields={fields}
      send={(body, tag) =>
        unwrap(
          api.PUT("/api/v1/recommendations/{recommendation_id}/response", {
            params: { path: { recommendation_id: String(record?.id) }, header: { "If-Match": tag } },
            body: body as unknown as Schemas["ResponseIn"],
          }),
        )
      }
      onDone={() => void onDone()}
      onClose={onClose}
    />
  );
}

function ProgressDrawer({ action, onDone, onClose }: DrawerProps & { action: Action | null }) {
  const { t } = useTranslation();
  const fields: Field[] = [
    {
      kind: "choice",
      name: "status",
      label: t("evaluations.statusLabel"),
      required: true,
      choices: ACTION_STATUSES.map((value) => ({ value, label: t(`evaluations.actionStatus.${value}`) })),
    },
    { kind: "date", name: "done_on", label: t("evaluations.doneOn") },
    { kind: "text", name: "note", label: t("fields.note"), long: true },
  ];
  return (
    <RecordDrawer
      record={action as unknown as Values | null}
      title={t("evaluations.progress")}
      fields={fields}
      send={(body, tag) =>
        unwrap(
          api.PATCH("/api/v1/management-actions/{action_id}", {
            params: { path: { action_id: action?.id ?? "" }, header: { "If-Match": tag } },
            body: body as unknown as Schemas["ProgressIn"],
          }),
        )
      }
      onDone={() => void onDone()}
      onClose={onClose}
    />
  );
}
