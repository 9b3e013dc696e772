import { Box, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "../i18n/useTranslation";
import { StageBadge } from "./badges";
import { type Item, ItemTitle, itemPeriod } from "./listed";

const YEAR = 365.25 * 24 * 3600 * 1000;

/** The list along the years: when each project runs, and where today is. */
export function Timeline({ items }: { items: Item[] }) {
  const { t } = useTranslation();
  const days = items.flatMap((item) => [item.start, item.end]).filter((day) => day !== null);
  const today = Date.now();
  const from = new Date(Math.min(today, ...days.map((day) => Date.parse(day)))).getUTCFullYear();
  const to = new Date(Math.max(today, ...days.map((day) => Date.parse(day)))).getUTCFullYear() + 1;
  const begin = Date.UTC(from, 0, 1);
  const span = Date.UTC(to, 0, 1) - begin;
  const place = (moment: number) => `${(((moment - begin) / span) * 100).toFixed(2)}%`;
  const step = Math.max(1, Math.ceil((to - from) / 12));
  const years = Array.from({ length: to - from }, (_, index) => from + index).filter(
    (year) => (year - from) % step === 0,
  );
  return (
    <Box>
      <Box pos="relative" h={20} aria-hidden>
        {years.map((year) => (
          <Text
            key={year}
            size="xs"
            c="dimmed"
            pos="absolute"
            className="numbers"
            style={{ left: place(Date.UTC(year, 0, 1)) }}
          >
            {year}
          </Text>
        ))}
      </Box>
      <Stack
        component="ul"
        gap={6}
        p={0}
        m={0}
        aria-label={t("projects.timeline")}
        style={{ listStyle: "none" }}
      >
        {items.map((item) => {
          const start = item.start ? Date.parse(item.start) : null;
          const end = item.end
            ? Date.parse(item.end)
            : start === null
              ? null
              : Math.min(start + YEAR, begin + span);
          return (
            <Box key={item.id} component="li">
              <Group gap="xs" wrap="nowrap" justify="space-between">
                <Text size="sm" truncate="end">
                  <ItemTitle item={item} />
                </Text>
                <Group gap="xs" wrap="nowrap">
                  <Text
                    size="xs"
                    c="dimmed"
                    className="numbers"
                    visibleFrom="sm"
                    style={{ whiteSpace: "nowrap" }}
                  >
                    {itemPeriod(item) || t("projects.noDates")}
                  </Text>
                  <StageBadge stage={item.stage} />
                </Group>
              </Group>
              <Box className="timeline" pos="relative" h={12} aria-hidden>
                {start !== null && end !== null && (
                  <Box
                    className="timeline-bar"
                    data-open={item.end === null}
                    style={{ left: place(start), width: `${(((end - start) / span) * 100).toFixed(2)}%` }}
                  />
                )}
                <Box className="timeline-today" style={{ left: place(today) }} />
              </Box>
            </Box>
          );
        })}
      </Stack>
    </Box>
  );
}
