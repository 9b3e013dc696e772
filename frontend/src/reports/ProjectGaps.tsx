import { Group, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Project } from "../projects/useProject";
import { Section } from "../shared/Section";
import { pick } from "../shared/texts";

/** How complete a project is for each report that is about it. */
export function ProjectGaps({ project }: { project: Project }) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ["gaps", project.id, project.version],
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{key}/completeness", { params: { path: { key: project.code } } })),
  });
  if (!found.data) return null;
  return (
    <Section title={t("reports.completeness")}>
      <Stack gap="sm">
        {found.data.items.map((item) => (
          <div key={item.report}>
            <Group justify="space-between">
              <Text size="sm" fw={500}>
                {item.report.toUpperCase()}
              </Text>
              <Text size="sm" className="numbers">{`${item.score} %`}</Text>
            </Group>
            <Progress value={item.score} size="sm" aria-hidden />
            {item.missing.length > 0 && (
              <Text size="xs" c="dimmed">
                {`${t("reports.lacks")}: ${item.missing.map((variable) => pick(variable.heading)).join(", ")}`}
              </Text>
            )}
          </div>
        ))}
      </Stack>
    </Section>
  );
}
