import { Anchor, Badge, Button, FileInput, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { IconFile, IconUpload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import { useTranslation } from "../i18n/useTranslation";
import { AddButton } from "../shared/AddButton";
import { ProblemAlert } from "../shared/Failure";
import { FileButton } from "../shared/FileButton";
import { Section } from "../shared/Section";
import { formatMoment, formatNumber, pick } from "../shared/texts";
import { sendFile } from "./sendFile";

type Document = Schemas["DocumentOut"];
type Owner = { project: string } | { agreement: string };

/** The documents of a project or agreement, and forms to add one or send a newer version. */
export function Documents({ owner, mayWrite }: { owner: Owner; mayWrite: boolean }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const queries = useQueryClient();
  const queryKey = ["documents", owner];
  const list = useQuery({
    queryKey,
    queryFn: () => unwrap(api.GET("/api/v1/documents", { params: { query: { ...owner, limit: 200 } } })),
  });
  const refresh = () => queries.invalidateQueries({ queryKey });
  const items = list.data?.items ?? [];
  return (
    <Section
      title={t("nav.documents")}
      aside={mayWrite && <AddButton label={t("documents.add")} onClick={() => setAdding(!adding)} />}
    >
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {adding && (
        <DocumentForm
          owner={owner}
          onDone={async () => {
            setAdding(false);
            await refresh();
          }}
        />
      )}
      {list.data && items.length === 0 && <Text c="dimmed">{t("documents.none")}</Text>}
      <Stack gap="md">
        {items.map((item) => (
          <DocumentItem key={item.id} item={item} mayWrite={mayWrite} onChange={refresh} />
        ))}
      </Stack>
    </Section>
  );
}

/** One document: its newest file, and the older ones. */
export function DocumentItem({
  item,
  mayWrite,
  onChange,
}: {
  item: Document;
  mayWrite: boolean;
  onChange: () => Promise<unknown>;
}) {
  const { t } = useTranslation();
  const [newest, ...older] = item.versions;
  const send = useMutation({ mutationFn: (file: File) => sendFile(item.id, file), onSuccess: onChange });
  return (
    <div>
      <Group gap="xs">
        <IconFile size={18} aria-hidden />
        {newest ? (
          <Anchor href={newest.file} fw={500}>
            {pick(item.title)}
          </Anchor>
        ) : item.url ? (
          <Anchor href={item.url} rel="noopener noreferrer" target="_blank" fw={500}>
            {pick(item.title)}
          </Anchor>
        ) : (
          <Text fw={500}>{pick(item.title)}</Text>
        )}
        <Badge variant="outline" color={item.visibility === "public" ? "jade" : "gray"} tt="none">
          {t(`visibility.${item.visibility as "public"}`)}
        </Badge>
      </Group>
      {newest && (
        <Text size="xs" c="dimmed" className="wrap-anywhere">
          {`${newest.filename} · ${formatNumber(Math.ceil(newest.size / 1024))} kB · `}
          {`${newest.uploaded_by} · ${formatMoment(newest.uploaded_at)}`}
        </Text>
      )}
      {older.length > 0 && (
        <Text size="xs" c="dimmed">
          {`${t("documents.older")}: `}
          {older.map((version) => (
            <Anchor key={version.number} href={version.file} size="xs" mr={8}>
              {`${version.number} (${formatMoment(version.uploaded_at)})`}
            </Anchor>
          ))}
        </Text>
      )}
      {send.isError && <ProblemAlert error={send.error} />}
      {mayWrite && (
        <FileButton
          label={t("documents.newVersion")}
          name={`${t("documents.newVersion")}: ${pick(item.title)}`}
          size="compact-xs"
          variant="subtle"
          loading={send.isPending}
          leftSection={<IconUpload size={14} aria-hidden />}
          onFile={(file) => send.mutate(file)}
        />
      )}
    </div>
  );
}

function DocumentForm({ owner, onDone }: { owner: Owner; onDone: () => Promise<void> }) {
  const { t, i18n } = useTranslation();
  const [title, setTitle] = useState("");
  const [visibility, setVisibility] = useState<"internal" | "public">("internal");
  const [file, setFile] = useState<File | null>(null);
  const [url, setUrl] = useState("");
  // The record stands before its file: sent again after a failure, it is not registered twice.
  const [registered, setRegistered] = useState<Document | null>(null);
  const add = useMutation({
    mutationFn: async () => {
      const document =
        registered ??
        (await unwrap(
          api.POST("/api/v1/documents", {
            body: {
              ...("project" in owner ? { project_id: owner.project } : { agreement_id: owner.agreement }),
              title: { [i18n.resolvedLanguage ?? "es"]: title || (file?.name ?? "") },
              visibility,
              url: url || null,
            },
          }),
        ));
      setRegistered(document);
      if (file) await sendFile(document.id, file);
    },
    onSuccess: onDone,
  });
  const errors = add.error instanceof Problem ? add.error.byPointer() : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" mb="md">
        {add.isError && <ProblemAlert error={add.error} />}
        <TextInput
          label={t("form.title")}
          value={title}
          error={errors["/title"]}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <FileInput
          label={t("imports.choose")}
          description={t("documents.types")}
          placeholder={t("documents.choose")}
          value={file}
          onChange={setFile}
          clearable
          clearButtonProps={{ "aria-label": t("common.clear") }}
        />
        <TextInput
          label={t("documents.link")}
          type="url"
          value={url}
          error={errors["/url"]}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <NativeSelect
          label={t("form.visibility")}
          data={(["internal", "public"] as const).map((value) => ({
            value,
            label: t(`visibility.${value}`),
          }))}
          value={visibility}
          onChange={(event) => setVisibility(event.currentTarget.value as "internal")}
        />
        <Button
          type="submit"
          style={{ alignSelf: "flex-start" }}
          disabled={!file && !url}
          loading={add.isPending}
        >
          {t("documents.save")}
        </Button>
      </Stack>
    </form>
  );
}
