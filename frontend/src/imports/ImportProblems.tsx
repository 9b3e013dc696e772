import { Badge, Button, NativeSelect, Stack, Table, Text } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { WideTable } from "../shared/WideTable";

type Severity = Schemas["Severity"];

const SEVERITIES = ["critical", "error", "warning", "advisory"] as const;
const COLOURS: Record<Severity, string> = {
  critical: "red",
  error: "orange",
  warning: "maize.3",
  advisory: "gray",
};

/** What the check found: where, how grave, and how to mend it. */
export function ImportProblems({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const [severity, setSeverity] = useState<Severity | "">("");
  const list = useInfiniteQuery({
    queryKey: ["import", id, "problems", severity, i18n.resolvedLanguage],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/imports/{import_id}/problems", {
          params: {
            path: { import_id: id },
            query: {
              limit: 50,
              ...(severity ? { severity } : {}),
              ...(pageParam ? { after: pageParam } : {}),
            },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="sm">
      <NativeSelect
        label={t("imports.severityLabel")}
        maw={260}
        data={[
          { value: "", label: t("imports.all") },
          ...SEVERITIES.map((value) => ({ value, label: t(`imports.severity.${value}`) })),
        ]}
        value={severity}
        onChange={(event) => setSeverity(event.currentTarget.value as Severity | "")}
      />
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && items.length === 0 && <Text c="dimmed">{t("imports.noProblems")}</Text>}
      {items.length > 0 && (
        <WideTable label={t("imports.problems")} minWidth={600}>
          <Table.Tbody>
            {items.map((item, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a finding has no id, and the list only grows
              <Table.Tr key={index}>
                <Table.Td w={120} style={{ verticalAlign: "top" }}>
                  <Badge color={COLOURS[item.severity]} variant="filled" autoContrast tt="none">
                    {t(`imports.severity.${item.severity}`)}
                  </Badge>
                  <Text size="xs" c="dimmed">
                    {item.id}
                  </Text>
                </Table.Td>
                <Table.Td className="wrap-anywhere">
                  <Text size="sm">{item.message}</Text>
                  <Text size="sm" c="dimmed">
                    {item.advice}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {[
                      item.title,
                      ...item.context.map(
                        (place) =>
                          place.line &&
                          t("imports.lineColumn", { line: place.line, column: place.column ?? 1 }),
                      ),
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </Stack>
  );
}
