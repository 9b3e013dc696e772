import { Button, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import { useTranslation } from "../i18n/useTranslation";
import { AddButton } from "../shared/AddButton";
import { ProblemAlert } from "../shared/Failure";
import { Section } from "../shared/Section";
import { pick } from "../shared/texts";
import type { Project } from "./useProject";

/** What was learnt in a project, and a form to write down more. */
export function ProjectLessons({ project, mayWrite }: { project: Project; mayWrite: boolean }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const list = useQuery({
    queryKey: ["lessons", { project: project.id }],
    queryFn: () =>
      unwrap(api.GET("/api/v1/lessons", { params: { query: { project: project.id, limit: 200 } } })),
  });
  const items = list.data?.items ?? [];
  if (items.length === 0 && !mayWrite && !list.isError) return null;
  return (
    <Section
      title={t("nav.knowledge")}
      aside={mayWrite && <AddButton label={t("lessons.add")} onClick={() => setAdding(!adding)} />}
    >
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {adding && <LessonForm project={project} onDone={() => setAdding(false)} />}
      {items.length === 0 && <Text c="dimmed">{t("lessons.none")}</Text>}
      <Stack gap="sm">
        {items.map((item) => (
          <div key={item.id}>
            <Text fw={500}>{pick(item.title)}</Text>
            <Text size="sm" style={{ whiteSpace: "pre-line" }}>
              {pick(item.lesson)}
            </Text>
          </div>
        ))}
      </Stack>
    </Section>
  );
}

function LessonForm({ project, onDone }: { project: Project; onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const language = i18n.resolvedLanguage ?? "es";
  const [title, setTitle] = useState("");
  const [lesson, setLesson] = useState("");
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/lessons", {
          body: { project_id: project.id, title: { [language]: title }, lesson: { [language]: lesson } },
        }),
      ),
    onSuccess: async () => {
      onDone();
      await queries.invalidateQueries({ queryKey: ["lessons"] });
    },
  });
  const errors = add.error instanceof Problem ? add.error.byPointer() : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack mb="md" gap="sm">
        {add.isError && <ProblemAlert error={add.error} />}
        <TextInput
          label={t("lessons.name")}
          required
          value={title}
          error={errors["/title"]}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Textarea
          label={t("lessons.learnt")}
          required
          autosize
          minRows={3}
          value={lesson}
          error={errors["/lesson"]}
          onChange={(event) => setLesson(event.currentTarget.value)}
        />
        <Button type="submit" loading={add.isPending} style={{ alignSelf: "flex-start" }}>
          {t("lessons.save")}
        </Button>
      </Stack>
    </form>
  );
}
