import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { useSession } from "../session/useSession";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { formatDate, pick } from "../shared/texts";
import { StandingBadge } from "./StandingBadge";

type Item = Schemas["CalendarItem"];

/** The reports that approved frameworks ask for: of one project, or of all that one sees. */
export function DueReports({ project }: { project?: string }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const navigate = useNavigate();
  const found = useQuery({
    queryKey: ["due-reports", project ?? null],
    queryFn: () =>
      unwrap(api.GET("/api/v1/monitoring/calendar", { params: { query: project ? { project } : {} } })),
  });
  const start = useMutation({
    mutationFn: (item: Item) =>
      unwrap(
        api.POST("/api/v1/monitoring/reports", {
          body: { project: item.project.code, period_start: item.period_start, period_end: item.period_end },
        }),
      ),
    onSuccess: (report) => navigate({ to: "/monitoring/$id", params: { id: report.id } }),
  });
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading rows={3} />;
  return (
    <Section title={t("monitoring.calendar")}>
      {start.isError && <ProblemAlert error={start.error} />}
      {found.data.items.length === 0 && <Text c="dimmed">{t("monitoring.nothingDue")}</Text>}
      <Stack gap="sm">
        {found.data.items.map((item) => (
          <Group key={`${item.project.code} ${item.period_start} ${item.period_end}`} justify="space-between">
            <div>
              <Group gap="xs">
                <StandingBadge standing={item.standing} />
                <Text size="sm" className="numbers">
                  {`${formatDate(item.period_start)} – ${formatDate(item.period_end)}`}
                </Text>
              </Group>
              <Text size="sm">
                {!project && (
                  <AnchorLink
                    to="/projects/$code"
                    params={{ code: item.project.code }}
                    search={{ tab: "results" }}
                  >
                    {`${item.project.code} · ${pick(item.project.title)}`}
                  </AnchorLink>
                )}
                <Text span size="xs" c="dimmed">
                  {` ${t("monitoring.dueOn", { day: formatDate(item.due) })}`}
                </Text>
              </Text>
            </div>
            {item.report_id ? (
              <AnchorLink to="/monitoring/$id" params={{ id: item.report_id }} size="sm">
                {t("monitoring.open")}
              </AnchorLink>
            ) : (
              may("monitoring:write") && (
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={start.isPending}
                  aria-label={`${t("monitoring.start")}: ${item.project.code}, ${formatDate(item.period_end)}`}
                  onClick={() => start.mutate(item)}
                >
                  {t("monitoring.start")}
                </Button>
              )
            )}
          </Group>
        ))}
      </Stack>
    </Section>
  );
}
