import { Group, Progress, Stack, Text } from "@mantine/core";
import type { Schemas } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { pick } from "../shared/texts";

/** How complete something is for each standard that is about it, and what it lacks. */
export function StandardGaps({ items }: { items: Schemas["ReportGaps"][] }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      {items.map((item) => (
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
  );
}
