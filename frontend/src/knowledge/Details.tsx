import { Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { formatDate, formatMoment, pick, type Texts } from "../shared/texts";

type Entry = Schemas["KnowledgeEntry"];
type Line = [label: string, words: string];

/** What an entry says beyond its first words, read when someone asks for it. */
export function Details({ item }: { item: Entry }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const read = useDetails(item);
  const found = useQuery({
    queryKey: ["knowledge-details", item.kind, item.id],
    queryFn: read,
    enabled: opened,
  });
  return (
    <div>
      {opened && found.isPending && <Loading rows={2} />}
      {opened && found.isError && <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />}
      {opened && found.data && (
        <Stack gap="xs" my="xs">
          {found.data.map(([label, words]) => (
            <div key={label}>
              <Text size="sm" c="dimmed">
                {label}
              </Text>
              <Text size="sm" style={{ whiteSpace: "pre-line" }} className="wrap-anywhere">
                {words}
              </Text>
            </div>
          ))}
        </Stack>
      )}
      <Button
        size="compact-sm"
        variant="subtle"
        aria-expanded={opened}
        aria-label={`${t(opened ? "knowledge.less" : "knowledge.more")}: ${pick(item.title)}`}
        onClick={() => setOpened(!opened)}
      >
        {t(opened ? "knowledge.less" : "knowledge.more")}
      </Button>
    </div>
  );
}

/** How an entry's details are read: what is empty is left out. */
function useDetails(item: Entry): () => Promise<Line[]> {
  const { t } = useTranslation();
  const told = (lines: [string, Texts | string | null | undefined][]): Line[] =>
    lines.flatMap(([label, words]) => {
      const text = typeof words === "string" ? words : pick(words);
      return text ? [[label, text] as Line] : [];
    });
  switch (item.kind) {
    case "lesson":
      return async () => {
        const lesson = await unwrap(
          api.GET("/api/v1/lessons/{lesson_id}", { params: { path: { lesson_id: item.id } } }),
        );
        return told([
          [t("knowledge.context"), lesson.context],
          [t("knowledge.nextTime"), lesson.recommendation],
          [t("fields.source"), lesson.source],
          [t("projects.updated"), formatMoment(lesson.updated_at)],
        ]);
      };
    case "practice":
      return async () => {
        const practice = await unwrap(
          api.GET("/api/v1/practices/{practice_id}", { params: { path: { practice_id: item.id } } }),
        );
        return told([
          [t("knowledge.context"), practice.context],
          [t("knowledge.results"), practice.results],
          [t("knowledge.conditions"), practice.conditions],
          [t("knowledge.contact"), practice.contact],
          [t("monitoring.comment"), practice.comment],
          [t("knowledge.validatedBy"), practice.status === "validated" ? practice.decided_by : null],
        ]);
      };
    case "capacity":
      return async () => {
        const capacity = await unwrap(
          api.GET("/api/v1/capacities/{capacity_id}", { params: { path: { capacity_id: item.id } } }),
        );
        return told([
          [t("knowledge.contact"), capacity.contact],
          [t("knowledge.validUntil"), formatDate(capacity.valid_until)],
          [t("projects.updated"), formatMoment(capacity.updated_at)],
        ]);
      };
  }
}
