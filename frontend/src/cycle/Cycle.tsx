import {
  Alert,
  Button,
  Group,
  List,
  NativeSelect,
  Stack,
  Text,
  Textarea,
  TextInput,
  Timeline,
} from "@mantine/core";
import { IconArrowRight, IconCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import { useTranslation } from "../i18n/useTranslation";
import { StageBadge } from "../projects/badges";
import type { Project } from "../projects/useProject";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { Section } from "../shared/Section";
import { formatDate, formatMoment, pick } from "../shared/texts";
import { useVocabulary } from "../vocabularies/useVocabulary";

type Move = Schemas["MoveOut"];

/** Where a project stands, what it needs to go on, and how it got here. */
export function Cycle({ project, etag }: { project: Project; etag: string }) {
  const { t } = useTranslation();
  const stages = useVocabulary("stage");
  const queryKey = ["cycle", project.id, project.version];
  const found = useQuery({
    queryKey,
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{key}/cycle", { params: { path: { key: project.code } } })),
  });
  const [chosen, setChosen] = useState<Move | null>(null);
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading rows={4} />;
  const { moves, changes } = found.data;
  return (
    <Stack>
      <Section title={t("cycle.next")}>
        <Stack>
          <Group gap="xs">
            <Text size="sm">{t("cycle.now")}</Text>
            <StageBadge stage={project.stage} />
          </Group>
          {moves.map((move) => (
            <div key={move.to}>
              <Group gap="xs">
                <IconArrowRight size={18} aria-hidden />
                <Text fw={500} flex="1 0 auto">
                  {stages.label(move.to)}
                </Text>
                {move.allowed && move.missing.length === 0 && (
                  <Button size="xs" variant="default" onClick={() => setChosen(move)}>
                    {t("cycle.move")}
                  </Button>
                )}
              </Group>
              {move.missing.length > 0 && (
                <Alert color="maize" variant="light" role="note" mt={4} title={t("cycle.missing")}>
                  <List size="sm">
                    {move.missing.map((item) => (
                      <List.Item key={item.code}>{item.detail}</List.Item>
                    ))}
                  </List>
                </Alert>
              )}
              {!move.allowed && (
                <Text size="xs" c="dimmed">
                  {t("cycle.notYours")}
                </Text>
              )}
              {chosen?.to === move.to && (
                <MoveForm project={project} etag={etag} move={move} onDone={() => setChosen(null)} />
              )}
            </div>
          ))}
        </Stack>
      </Section>
      <Section title={t("cycle.record")}>
        {changes.length === 0 && <Text c="dimmed">{t("cycle.noChanges")}</Text>}
        <Timeline bulletSize={20}>
          {changes.map((change) => (
            <Timeline.Item
              key={change.id}
              bullet={<IconCheck size={12} aria-hidden />}
              title={`${stages.label(change.from_stage)} → ${stages.label(change.to_stage)}`}
            >
              <Text size="xs" c="dimmed">
                {`${formatDate(change.effective_on)} · ${change.by_name} · ${formatMoment(change.at)}`}
              </Text>
              {change.verdict && (
                <Text size="sm">{t(`cycle.verdicts.${change.verdict as "favourable"}`)}</Text>
              )}
              {change.note && (
                <Text size="sm" style={{ whiteSpace: "pre-line" }}>
                  {change.note}
                </Text>
              )}
            </Timeline.Item>
          ))}
        </Timeline>
      </Section>
    </Stack>
  );
}

interface FormProps {
  project: Project;
  etag: string;
  move: Move;
  onDone: () => void;
}

function MoveForm({ project, etag, move, onDone }: FormProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const [verdict, setVerdict] = useState<"" | "favourable" | "unfavourable">("");
  const [effective, setEffective] = useState("");
  const [signed, setSigned] = useState(project.signed_on ?? "");
  const [document, setDocument] = useState("");
  const documents = useQuery({
    queryKey: ["documents", { project: project.id }],
    queryFn: () =>
      unwrap(api.GET("/api/v1/documents", { params: { query: { project: project.id, limit: 200 } } })),
  });
  const make = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/projects/{key}/cycle", {
          params: { path: { key: project.code }, header: { "If-Match": etag } },
          body: {
            to: move.to,
            note: note || null,
            verdict: verdict || null,
            effective_on: effective || null,
            signed_on: move.needs.includes("signature") ? signed || null : null,
            document_id: document || null,
          },
        }),
      ),
    onSuccess: async () => {
      onDone();
      await Promise.all(
        [["project", project.code], ["cycle", project.id], ["projects"], ["facets"]].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
  const errors = make.error instanceof Problem ? make.error.byPointer() : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" mt="sm" pl="lg">
        {make.isError && <ProblemAlert error={make.error} />}
        {move.needs.includes("opinion") && (
          <NativeSelect
            label={t("cycle.verdict")}
            withAsterisk
            data={[
              { value: "", label: t("form.choose") },
              ...(["favourable", "unfavourable"] as const).map((value) => ({
                value,
                label: t(`cycle.verdicts.${value}`),
              })),
            ]}
            value={verdict}
            error={errors["/verdict"]}
            onChange={(event) => setVerdict(event.currentTarget.value as "favourable")}
          />
        )}
        <Textarea
          label={move.needs.includes("opinion") ? t("cycle.opinion") : t("fields.note")}
          withAsterisk={move.needs.includes("opinion") || move.needs.includes("reason")}
          autosize
          minRows={2}
          value={note}
          error={errors["/note"]}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {move.needs.includes("signature") && (
          <TextInput
            label={t("fields.signed_on")}
            type="date"
            withAsterisk
            value={signed}
            error={errors["/signed_on"]}
            onChange={(event) => setSigned(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t("cycle.effective")}
          type="date"
          value={effective}
          error={errors["/effective_on"]}
          onChange={(event) => setEffective(event.currentTarget.value)}
        />
        {(documents.data?.items.length ?? 0) > 0 && (
          <NativeSelect
            label={t("cycle.document")}
            data={[
              { value: "", label: t("form.choose") },
              ...(documents.data?.items ?? []).map((item) => ({ value: item.id, label: pick(item.title) })),
            ]}
            value={document}
            error={errors["/document_id"]}
            onChange={(event) => setDocument(event.currentTarget.value)}
          />
        )}
        <Group>
          <Button type="submit" loading={make.isPending}>
            {t("cycle.confirm")}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t("common.cancel")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
