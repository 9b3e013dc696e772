import { ActionIcon, Button, Group, Indicator, Popover, ScrollArea, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBell } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { AnchorLink } from "../shared/links";
import { formatDate, formatMoment, formatNumber, pick } from "../shared/texts";

type Notice = Schemas["NotificationOut"];

const EVERY = 60_000;

/** What a person is told: mentions, comments, moves, imports, reports, recommendations. */
export function Bell() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [opened, { toggle, close }] = useDisclosure();
  const list = useQuery({
    queryKey: ["notices"],
    queryFn: () => unwrap(api.GET("/api/v1/notifications", { params: { query: { limit: 20 } } })),
    refetchInterval: EVERY,
  });
  const read = useMutation({
    mutationFn: (ids: string[] | null) => unwrap(api.POST("/api/v1/notifications/read", { body: { ids } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["notices"] }),
  });
  const unread = list.data?.unread ?? 0;
  const items = list.data?.items ?? [];
  const label = t("notices.unread", { count: unread, number: formatNumber(unread) });
  return (
    <Popover opened={opened} onChange={toggle} position="bottom-end" width={340} trapFocus returnFocus>
      <Indicator
        disabled={unread === 0}
        label={unread > 9 ? "9+" : unread}
        size={16}
        color="red.8"
        offset={6}
      >
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={label}
            title={label}
            onClick={toggle}
          >
            <IconBell size={20} aria-hidden />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p="xs">
        <Group justify="space-between" mb="xs">
          <Text fw={600} size="sm">
            {t("notices.title")}
          </Text>
          {unread > 0 && (
            <Button size="compact-xs" variant="subtle" onClick={() => read.mutate(null)}>
              {t("notices.readAll")}
            </Button>
          )}
        </Group>
        {items.length === 0 && (
          <Text size="sm" c="dimmed">
            {t("notices.none")}
          </Text>
        )}
        <ScrollArea.Autosize mah={420} viewportProps={{ tabIndex: 0 }}>
          <Stack component="ul" gap="xs" p={0} m={0} style={{ listStyle: "none" }}>
            {items.map((item) => (
              <NoticeLine
                key={item.id}
                notice={item}
                onOpen={() => {
                  close();
                  if (!item.read) read.mutate([item.id]);
                }}
              />
            ))}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}

function NoticeLine({ notice, onOpen }: { notice: Notice; onOpen: () => void }) {
  const { t } = useTranslation();
  const project = notice.project ? pick(notice.project.title) : "";
  const words = t(`notices.kinds.${notice.kind}`, { actor: notice.actor_name, project });
  return (
    <li>
      <Text size="sm" fw={notice.read ? 400 : 600} className="wrap-anywhere">
        <NoticeLink notice={notice} onOpen={onOpen}>
          {words}
        </NoticeLink>
      </Text>
      <Text size="xs" c="dimmed" lineClamp={2}>
        {formatMoment(notice.created_at)}
        {notice.detail && notice.kind !== "stage" && ` · ${detailOf(notice)}`}
      </Text>
    </li>
  );
}

/** What is said beside: the comment, the evaluation, or the days that a report tells of. */
function detailOf({ detail }: Notice): string {
  const [, from, to] = /^(\d{4}-\d\d-\d\d)\/(\d{4}-\d\d-\d\d)$/.exec(detail) ?? [];
  return from && to ? `${formatDate(from)} – ${formatDate(to)}` : detail;
}

/** Leads to what a notice is about. */
function NoticeLink({
  notice,
  onOpen,
  children,
}: {
  notice: Notice;
  onOpen: () => void;
  children: ReactNode;
}) {
  const how = { size: "sm", inherit: true, onClick: onOpen, children };
  const { kind, project, import_id, record_id } = notice;
  if (record_id) {
    const to = kind.startsWith("report-") ? "/monitoring/$id" : "/evaluations/$id";
    return <AnchorLink to={to} params={{ id: record_id }} {...how} />;
  }
  if (project) {
    const tab = kind === "stage" ? ("cycle" as const) : ("comments" as const);
    return <AnchorLink to="/projects/$code" params={{ code: project.code }} search={{ tab }} {...how} />;
  }
  if (import_id) return <AnchorLink to="/imports/$id" params={{ id: import_id }} {...how} />;
  return children;
}
