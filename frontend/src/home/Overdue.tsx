import { Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconClock, IconMessageReply } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { AnchorLink } from "../shared/links";
import { formatDate, pick } from "../shared/texts";

const SHOWN = 6;

/** Monitoring reports that are late or due, and recommendations that wait for someone. */
export function Overdue() {
  const { t } = useTranslation();
  const reports = useQuery({
    queryKey: ["due-reports", null],
    queryFn: () => unwrap(api.GET("/api/v1/monitoring/calendar")),
  });
  const recommendations = useQuery({
    queryKey: ["recommendations", "waiting"],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/recommendations", {
          params: { query: { standing: ["response-late", "overdue", "awaiting-response"] } },
        }),
      ),
  });
  const late = (reports.data?.items ?? []).filter(({ standing }) =>
    ["late", "due", "returned"].includes(standing),
  );
  const waiting = recommendations.data?.items ?? [];
  if (late.length + waiting.length === 0) return null;
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="sm">
        {t("home.followUp")}
      </Title>
      <Stack gap="xs">
        {late.slice(0, SHOWN).map((item) => {
          const Icon = item.standing === "late" ? IconAlertTriangle : IconClock;
          return (
            <Group
              key={`${item.project.code} ${item.period_start} ${item.period_end}`}
              wrap="nowrap"
              align="flex-start"
              gap="xs"
            >
              <Icon size={18} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
              <div>
                {item.report_id ? (
                  <AnchorLink to="/monitoring/$id" params={{ id: item.report_id }} className="wrap-anywhere">
                    {pick(item.project.title)}
                  </AnchorLink>
                ) : (
                  <AnchorLink
                    to="/projects/$code"
                    params={{ code: item.project.code }}
                    search={{ tab: "results" }}
                    className="wrap-anywhere"
                  >
                    {pick(item.project.title)}
                  </AnchorLink>
                )}
                <Text size="xs" c="dimmed">
                  {`${t(`home.report.${item.standing as "late"}`)} · ${formatDate(item.due)}`}
                </Text>
              </div>
            </Group>
          );
        })}
        {waiting.slice(0, SHOWN).map((item) => (
          <Group key={item.id} wrap="nowrap" align="flex-start" gap="xs">
            <IconMessageReply size={18} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
            <div>
              <AnchorLink to="/evaluations/$id" params={{ id: item.evaluation_id }} className="wrap-anywhere">
                {pick(item.text)}
              </AnchorLink>
              <Text size="xs" c="dimmed">
                {t(`home.recommendation.${item.standing as "overdue"}`)}
              </Text>
            </div>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}
