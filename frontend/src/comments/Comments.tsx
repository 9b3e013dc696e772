import { Anchor, Button, Card, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Project } from "../projects/useProject";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { formatMoment } from "../shared/texts";
import { showUndo } from "../shared/undo";
import { usePages } from "../shared/usePages";
import { CommentForm } from "./CommentForm";

type Comment = Schemas["CommentOut"];
type Body = Schemas["CommentIn"];

/** What people who work on a project say to each other about it. */
export function Comments({ project }: { project: Project }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const key = project.code;
  const list = usePages(["comments", key], (after) =>
    unwrap(api.GET("/api/v1/projects/{key}/comments", { params: { path: { key }, query: after } })),
  );
  const again = () => queries.invalidateQueries({ queryKey: ["comments", key] });
  const sent = useRef(crypto.randomUUID());
  const add = useMutation({
    mutationFn: (body: Body) =>
      unwrap(
        api.POST("/api/v1/projects/{key}/comments", {
          params: { path: { key }, header: { "Idempotency-Key": sent.current } },
          body,
        }),
      ),
    onSuccess: async () => {
      sent.current = crypto.randomUUID();
      await again();
    },
  });
  const remove = useMutation({
    mutationFn: async (comment: Comment) => {
      const path = { key, comment_id: comment.id };
      await unwrap(api.DELETE("/api/v1/projects/{key}/comments/{comment_id}", { params: { path } }));
      return comment;
    },
    onSuccess: async (comment) => {
      await again();
      showUndo(t("comments.removed"), () =>
        add.mutate({ body: comment.body, mentions: comment.mentions.map(({ subject }) => subject) }),
      );
    },
  });
  return (
    <Stack maw={760}>
      <CommentForm
        project={key}
        kept={`milpa.comment.${project.id}`}
        label={t("comments.write")}
        action={t("comments.send")}
        saving={add.isPending}
        error={add.error}
        onSend={(body) => add.mutateAsync(body)}
      />
      {list.isPending && <Loading rows={3} />}
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {remove.isError && <ProblemAlert error={remove.error} />}
      {list.total === 0 && <Text c="dimmed">{t("comments.none")}</Text>}
      <Stack
        component="ul"
        gap="xs"
        p={0}
        m={0}
        style={{ listStyle: "none" }}
        aria-label={t("comments.title")}
      >
        {list.items.map((comment) => (
          <CommentCard
            key={comment.id}
            project={key}
            comment={comment}
            onChanged={again}
            onRemove={() => remove.mutate(comment)}
          />
        ))}
      </Stack>
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </Stack>
  );
}

interface CardProps {
  project: string;
  comment: Comment;
  onChanged: () => Promise<unknown>;
  onRemove: () => void;
}

function CommentCard({ project, comment, onChanged, onRemove }: CardProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const save = useMutation({
    mutationFn: (body: Body) =>
      unwrap(
        api.PUT("/api/v1/projects/{key}/comments/{comment_id}", {
          params: {
            path: { key: project, comment_id: comment.id },
            header: { "If-Match": `"${comment.version}"` },
          },
          body,
        }),
      ),
    onSuccess: async () => {
      setEditing(false);
      await onChanged();
    },
  });
  return (
    <Card withBorder padding="sm" component="li">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          {comment.author_name}
        </Text>
        <Text size="xs" c="dimmed">
          {formatMoment(comment.created_at)}
          {comment.edited_at && ` · ${t("comments.edited")}`}
        </Text>
      </Group>
      {editing ? (
        <CommentForm
          project={project}
          label={t("comments.change")}
          action={t("form.save")}
          initial={comment}
          saving={save.isPending}
          error={save.error}
          onSend={(body) => save.mutateAsync(body)}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <Text size="sm" style={{ whiteSpace: "pre-line" }} className="wrap-anywhere">
          {comment.body}
        </Text>
      )}
      {comment.own && !editing && (
        <Group gap="md" mt={4}>
          <Anchor component="button" type="button" size="xs" onClick={() => setEditing(true)}>
            {t("comments.change")}
          </Anchor>
          <Anchor component="button" type="button" size="xs" onClick={onRemove}>
            {t("comments.remove")}
          </Anchor>
        </Group>
      )}
    </Card>
  );
}
