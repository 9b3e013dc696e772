import { Button, Code, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { Section } from "../shared/Section";
import { formatMoment } from "../shared/texts";

const PARTS = ["registry", "evaluation", "identity"] as const;

/** Who changed what in any part of the platform. */
export function Audit() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState({ part: "", actor: "", chain: "", since: "", until: "" });
  const [asked, setAsked] = useState(typed);
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
  const list = useInfiniteQuery({
    queryKey: ["audit", given],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/v1/audit", { params: { query: { ...given, ...pageParam } } })),
    initialPageParam: {} as { after?: string },
    getNextPageParam: (page) => (page.next ? { after: page.next } : undefined),
  });
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const set = (name: keyof typeof typed) => (event: { currentTarget: { value: string } }) =>
    setTyped({ ...typed, [name]: event.currentTarget.value });
  return (
    <Section title={t("admin.tab.audit")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(typed);
        }}
      >
        <Group align="end" mb="md">
          <NativeSelect
            label={t("admin.part")}
            value={typed.part}
            onChange={set("part")}
            data={[
              { value: "", label: t("admin.allParts") },
              ...PARTS.map((part) => ({ value: part, label: t(`admin.parts.${part}`) })),
            ]}
          />
          <TextInput label={t("admin.actor")} value={typed.actor} onChange={set("actor")} />
          <TextInput label={t("admin.chain")} value={typed.chain} onChange={set("chain")} />
          <TextInput type="date" label={t("admin.since")} value={typed.since} onChange={set("since")} />
          <TextInput type="date" label={t("admin.until")} value={typed.until} onChange={set("until")} />
          <Button type="submit">{t("admin.search")}</Button>
        </Group>
      </form>
      {list.isPending && <Loading rows={4} />}
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && entries.length === 0 && <Text c="dimmed">{t("common.nothingFound")}</Text>}
      <Stack gap="xs">
        {entries.map((entry) => (
          <details key={`${entry.part} ${entry.chain} ${entry.number}`}>
            <summary>
              <Text span size="sm" className="wrap-anywhere">
                {formatMoment(entry.at)} · {entry.actor_name || entry.actor} ·{" "}
                {t(`admin.did.${entry.action}`)}: {entry.table}
              </Text>
            </summary>
            <Text size="xs" c="dimmed" className="wrap-anywhere">
              {entry.chain} · {entry.actor} · {entry.origin} · {entry.request_id}
            </Text>
            <Code block style={{ maxHeight: 320, overflow: "auto" }} tabIndex={0}>
              {JSON.stringify(entry.rows, null, 1)}
            </Code>
          </details>
        ))}
        {list.hasNextPage && (
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t("common.more")}
          </Button>
        )}
      </Stack>
    </Section>
  );
}
