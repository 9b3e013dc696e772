import { Anchor, Box, Group, List, SimpleGrid, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, unwrap } from "../../api/client";
import { useTranslation } from "../../i18n/useTranslation";
import { StandardGaps } from "../../reports/StandardGaps";
import { type Draft, written } from "./draft";

/** How complete the form is for each standard, and what it lacks to be approved: each leads to its field. */
export function DraftGaps({ draft, project }: { draft: Draft; project?: string | undefined }) {
  const { t } = useTranslation();
  const body = useMemo(() => written(draft), [draft]);
  const [settled] = useDebouncedValue(body, 700);
  const found = useQuery({
    queryKey: ["draft-gaps", project, settled],
    queryFn: () =>
      unwrap(
        api.POST("/api/v1/projects/completeness", {
          body: settled,
          params: { query: project ? { project } : {} },
        }),
      ),
    // While a field is being typed it may be no date or amount yet: what was known before stays.
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (!found.data) return null;
  const { items, approval } = found.data;
  return (
    <Box component="section" aria-label={t("form.completeness")}>
      <Group gap="md" role="status">
        {items.map((item) => (
          <Text key={item.report} size="sm" className="numbers">
            {`${item.report.toUpperCase()} ${item.score} %`}
          </Text>
        ))}
        <Text size="sm">{t("form.lacking", { count: approval.length })}</Text>
      </Group>
      <details>
        <Text component="summary" size="sm" style={{ cursor: "pointer" }}>
          {t("form.showLacking")}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }} mt="xs">
          <div>
            <Title order={2} size="h5" mb={4}>
              {t("form.forApproval")}
            </Title>
            {approval.length === 0 && <Text size="sm">{t("form.nothingLacking")}</Text>}
            <List size="sm">
              {approval.map((item) => (
                <List.Item key={item.pointer + item.code}>
                  <Anchor
                    component="button"
                    type="button"
                    size="sm"
                    ta="left"
                    style={{ verticalAlign: "top" }}
                    onClick={() => document.getElementById(`field${item.pointer}`)?.focus()}
                  >
                    {item.detail}
                  </Anchor>
                </List.Item>
              ))}
            </List>
          </div>
          <div>
            <Title order={2} size="h5" mb={4}>
              {t("reports.completeness")}
            </Title>
            <StandardGaps items={items} />
          </div>
        </SimpleGrid>
      </details>
    </Box>
  );
}
