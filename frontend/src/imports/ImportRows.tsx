import { Badge, Button, NativeSelect, Stack, Table, Text } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { pick } from "../shared/texts";
import { WideTable } from "../shared/WideTable";

type Row = Schemas["RowOut"];
type Action = Schemas["RowAction"];

const ACTIONS = ["created", "updated", "unchanged", "rejected"] as const;
const COLOURS: Record<Action, string> = {
  created: "jade",
  updated: "blue",
  unchanged: "gray",
  rejected: "red",
};

interface Change {
  field: string;
  before: unknown;
  after: unknown;
}

/** What the import does, or did, with each record of the file, and which fields it changes. */
export function ImportRows({ id, status }: { id: string; status: string }) {
  const { t } = useTranslation();
  const [action, setAction] = useState<Action | "">("");
  const list = useInfiniteQuery({
    queryKey: ["import", id, "rows", action, status],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/imports/{import_id}/rows", {
          params: {
            path: { import_id: id },
            query: { limit: 50, ...(action ? { action } : {}), ...(pageParam ? { after: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack gap="sm">
      <NativeSelect
        label={t("imports.show")}
        maw={260}
        data={[
          { value: "", label: t("imports.all") },
          ...ACTIONS.map((value) => ({ value, label: t(`imports.action.${value}`) })),
        ]}
        value={action}
        onChange={(event) => setAction(event.currentTarget.value as Action | "")}
      />
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && rows.length === 0 && <Text c="dimmed">{t("common.nothingFound")}</Text>}
      {rows.length > 0 && (
        <WideTable label={t("imports.records")} minWidth={600}>
          <Table.Tbody>
            {rows.map((row) => (
              <RecordRow key={row.position} row={row} />
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

function RecordRow({ row }: { row: Row }) {
  const { t } = useTranslation();
  const changes = row.changes as unknown as Change[];
  return (
    <Table.Tr>
      <Table.Td w={120} style={{ verticalAlign: "top" }}>
        <Badge variant="outline" color={COLOURS[row.action]} tt="none">
          {t(`imports.action.${row.action}`)}
        </Badge>
      </Table.Td>
      <Table.Td className="wrap-anywhere">
        <Text size="sm" fw={500}>
          {row.project ? (
            <AnchorLink to="/projects/$code" params={{ code: row.project }}>
              {row.title || row.project}
            </AnchorLink>
          ) : (
            row.title
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {[row.identifier, row.line && t("imports.line", { line: row.line })].filter(Boolean).join(" · ")}
        </Text>
        {row.reason && (
          <Text size="sm" c="red">
            {t(`imports.reason.${row.reason as "identifier-twice"}`, { defaultValue: row.reason })}
          </Text>
        )}
        {changes.map((change) => (
          <Text size="xs" key={change.field}>
            <b>{t(`fields.${change.field as "title"}`, { defaultValue: change.field })}</b>:{" "}
            {show(change.before)} → {show(change.after)}
          </Text>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}

/** A value of a record in short. */
function show(value: unknown): string {
  if (value === null || value === undefined || value === "") return "—";
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === "object") return pick(value as Record<string, string>).slice(0, 120) || "—";
  return String(value).slice(0, 120);
}
