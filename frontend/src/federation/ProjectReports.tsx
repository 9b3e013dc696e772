import { Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Project } from "../projects/useProject";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { formatMoment, pick } from "../shared/texts";

/** What partners' registries report about a project; nothing where none does. */
export function ProjectReports({ project }: { project: Project }) {
  const { t, i18n } = useTranslation();
  const found = useQuery({
    queryKey: ["partner-records", "of", project.code],
    queryFn: () =>
      unwrap(api.GET("/api/v1/partner-records", { params: { query: { project: project.code, limit: 20 } } })),
  });
  if (!found.data || found.data.total === 0) return null;
  return (
    <Section title={t("nav.partnerRecords")}>
      <Stack gap="xs">
        {found.data.items.map((record) => (
          <Group key={record.id} justify="space-between">
            <AnchorLink to="/partner-records/$id" params={{ id: record.id }} size="sm">
              {pick(record.title, i18n.resolvedLanguage ?? "es")}
            </AnchorLink>
            <Text size="xs" c="dimmed">
              {record.system} · {formatMoment(record.received_at)}
            </Text>
          </Group>
        ))}
      </Stack>
    </Section>
  );
}
