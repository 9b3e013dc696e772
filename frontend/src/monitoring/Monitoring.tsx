import { Group, Stack, Text, Title } from "@mantine/core";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { useSession } from "../session/useSession";
import { Listing } from "../shared/Listing";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { formatDate, pick } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { usePageTitle } from "../shared/usePageTitle";
import { DueReports } from "./DueReports";
import { StandingBadge } from "./StandingBadge";

/** What is to be reported, what waits to be verified, and what was reported. */
export function Monitoring() {
  const { t } = useTranslation();
  usePageTitle(t("nav.monitoring"));
  const { may } = useSession();
  const list = usePages(["monitoring-reports"], (after) =>
    unwrap(api.GET("/api/v1/monitoring/reports", { params: { query: after } })),
  );
  return (
    <Stack>
      <Title order={1} size="h2">
        {t("nav.monitoring")}
      </Title>
      {may("internal:read") && <DueReports />}
      <Section title={t("nav.reports")}>
        <Listing list={list} empty={t("monitoring.none")}>
          <Stack gap="sm">
            {list.items.map((report) => (
              <div key={report.id}>
                <Group gap="xs">
                  <StandingBadge standing={report.status} />
                  <AnchorLink to="/monitoring/$id" params={{ id: report.id }}>
                    {`${formatDate(report.period_start)} – ${formatDate(report.period_end)}`}
                  </AnchorLink>
                </Group>
                <Text size="sm" c="dimmed">
                  {`${report.project.code} · ${pick(report.project.title)}`}
                </Text>
              </div>
            ))}
          </Stack>
        </Listing>
      </Section>
    </Stack>
  );
}
