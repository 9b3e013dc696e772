import { Anchor, Button, Group, List, Progress, Stack, Table, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { formatNumber, pick } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { WideTable } from "../shared/WideTable";

type Report = Schemas["ReportOut"];

/** Reports that can be filed, how complete each is, and what is missing project by project. */
export function Reports() {
  const { t } = useTranslation();
  usePageTitle(t("nav.reports"));
  const list = useQuery({ queryKey: ["reports"], queryFn: () => unwrap(api.GET("/api/v1/reports")) });
  if (list.isError) return <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <Stack>
      <Title order={1} size="h2">
        {t("nav.reports")}
      </Title>
      <Text maw={720}>{t("reports.intro")}</Text>
      {!list.data && <Loading rows={3} />}
      {list.data?.items.map((report) => (
        <ReportCard key={report.key} report={report} />
      ))}
    </Stack>
  );
}

function ReportCard({ report }: { report: Report }) {
  const { t, i18n } = useTranslation();
  const [open, setOpen] = useState(false);
  // Invented examples are not filed.
  const query = { example: false };
  const found = useQuery({
    queryKey: ["completeness", report.key],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/reports/{report}/completeness", {
          params: { path: { report: report.key as "segib" }, query },
        }),
      ),
  });
  const address = (format: string) =>
    `/api/v1/reports/${report.key}/file?format=${format}&example=false&language=${i18n.resolvedLanguage ?? "es"}`;
  const headings = new Map(report.variables.map((variable) => [variable.key, variable.heading]));
  return (
    <Section
      title={pick(report.name)}
      aside={
        <Group gap="sm">
          {(["xlsx", "csv"] as const).map((format) => (
            <Anchor key={format} href={address(format)} download size="sm">
              <Group gap={4}>
                <IconDownload size={16} aria-hidden />
                {t(`export.${format}`)}
              </Group>
            </Anchor>
          ))}
        </Group>
      }
    >
      {found.isError && <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />}
      {!found.data && !found.isError && <Loading rows={2} />}
      {found.data && (
        <Stack gap="sm">
          <div>
            <Text size="sm">
              {t("reports.complete", {
                score: formatNumber(found.data.score),
                complete: formatNumber(found.data.complete),
                projects: formatNumber(found.data.projects),
              })}
            </Text>
            <Progress value={found.data.score} aria-label={t("reports.completeness")} />
          </div>
          {Object.keys(found.data.missing).length > 0 && (
            <div>
              <Text size="sm" fw={500}>
                {t("reports.missing")}
              </Text>
              <List size="sm">
                {Object.entries(found.data.missing).map(([key, count]) => (
                  <List.Item key={key}>{`${pick(headings.get(key))}: ${formatNumber(count)}`}</List.Item>
                ))}
              </List>
            </div>
          )}
          {found.data.items.length > 0 && (
            <Button
              size="compact-sm"
              variant="default"
              style={{ alignSelf: "flex-start" }}
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              {t("reports.byProject")}
            </Button>
          )}
          {open && (
            <WideTable label={t("reports.byProject")} minWidth={560}>
              <Table.Tbody>
                {found.data.items.map((item) => (
                  <Table.Tr key={item.id}>
                    <Table.Td>
                      <AnchorLink to="/projects/$code" params={{ code: item.code }}>
                        {`${item.code} · ${pick(item.title)}`}
                      </AnchorLink>
                      <Text size="xs" c="dimmed">
                        {item.missing.map((variable) => pick(variable.heading)).join(", ")}
                      </Text>
                    </Table.Td>
                    <Table.Td ta="right" className="numbers">{`${item.score} %`}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </WideTable>
          )}
        </Stack>
      )}
    </Section>
  );
}
