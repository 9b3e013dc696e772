import { Box, Card, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "../i18n/useTranslation";
import { StageBadge } from "./badges";
import { type Item, ItemMarks, ItemPartners, ItemTitle, itemBudgets, itemPeriod } from "./listed";

/** The list on a narrow screen, where the table's columns would not fit. */
export function ProjectCards({ items }: { items: Item[] }) {
  const { t } = useTranslation();
  return (
    <Stack component="ul" gap="xs" p={0} m={0} aria-label={t("nav.projects")} style={{ listStyle: "none" }}>
      {items.map((item) => (
        <Card key={item.id} component="li" withBorder padding="sm">
          <Group justify="space-between" gap="xs">
            <Text size="sm" c="dimmed" className="numbers">
              {item.code}
            </Text>
            <StageBadge stage={item.stage} />
          </Group>
          <Box className="wrap-anywhere" my={4}>
            <ItemTitle item={item} />
            <ItemMarks item={item} />
          </Box>
          <ItemPartners item={item} />
          <Text size="sm" mt={4} className="numbers">
            {[itemPeriod(item), ...itemBudgets(item)].filter(Boolean).join(" · ")}
          </Text>
        </Card>
      ))}
    </Stack>
  );
}
