import { Button, Group, Stack, Textarea } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { type Person, stillNamed, typedName, withName } from "./mentions";

interface Props {
  project: string;
  label: string;
  action: string;
  /** Where what is being written is kept in this browser until it is sent. */
  kept?: string;
  initial?: Schemas["CommentOut"];
  saving: boolean;
  error: unknown;
  onSend: (body: Schemas["CommentIn"]) => Promise<unknown>;
  onCancel?: () => void;
}

/** A comment being written; after "@" people are offered who may read the project. */
export function CommentForm({
  project,
  label,
  action,
  kept,
  initial,
  saving,
  error,
  onSend,
  onCancel,
}: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => initial?.body ?? (kept ? (localStorage.getItem(kept) ?? "") : ""));
  const [named, setNamed] = useState<Person[]>(initial?.mentions ?? []);
  const [caret, setCaret] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const typed = typedName(text, caret);
  const people = useQuery({
    queryKey: ["people", project, typed],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/projects/{key}/people", {
          params: { path: { key: project }, query: { q: typed ?? "" } },
        }),
      ),
    enabled: typed !== null,
    placeholderData: keepPreviousData,
  });
  const change = (value: string) => {
    setText(value);
    if (kept) value ? localStorage.setItem(kept, value) : localStorage.removeItem(kept);
  };
  const take = (person: Person) => {
    const next = withName(text, caret, person.name);
    setNamed([...named, person]);
    change(next.text);
    setCaret(next.caret);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    try {
      await onSend({ body: text, mentions: stillNamed(text, named) });
    } catch {
      // Whoever sends it shows why; what was typed stays.
      return;
    }
    setNamed([]);
    change("");
  };
  const offered = typed === null ? [] : (people.data?.items ?? []);
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="xs">
        <Textarea
          ref={field}
          label={label}
          description={t("comments.hint")}
          autosize
          minRows={2}
          maxLength={5000}
          value={text}
          onChange={(event) => {
            change(event.currentTarget.value);
            setCaret(event.currentTarget.selectionStart);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        />
        {offered.length > 0 && (
          <Group gap={6} role="group" aria-label={t("comments.people")}>
            {offered.map((person) => (
              <Button key={person.subject} size="compact-xs" variant="light" onClick={() => take(person)}>
                @{person.name}
              </Button>
            ))}
          </Group>
        )}
        {error !== null && <ProblemAlert error={error} />}
        <Group gap="xs">
          <Button type="submit" size="xs" loading={saving} disabled={!text.trim()}>
            {action}
          </Button>
          {onCancel && (
            <Button size="xs" variant="default" onClick={onCancel}>
              {t("common.cancel")}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
