import { Anchor, Button, Group, List, NativeSelect, Stack, Text } from "@mantine/core";
import { IconFileSpreadsheet, IconFileTypeXml } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, requestHeaders, type Schemas, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import { useTranslation } from "../i18n/useTranslation";
import type { Project } from "../projects/useProject";
import type { Values } from "../records/fields";
import { ProblemAlert } from "../shared/Failure";
import { FileButton } from "../shared/FileButton";
import { formatNumber, pick } from "../shared/texts";
import { outline } from "./fields";

interface Props {
  project: Project;
  /** Opens the form with an outline, which is not written yet. */
  onOutline: (values: Values) => void;
  onTaken: () => void;
}

/** Where a framework can begin: a template, a spreadsheet, the results of the IATI file the project came from. */
export function Beginnings({ project, onOutline, onTaken }: Props) {
  const { t, i18n } = useTranslation();
  const language = i18n.resolvedLanguage ?? "es";
  const templates = useQuery({
    queryKey: ["framework-templates"],
    queryFn: () => unwrap(api.GET("/api/v1/framework-templates")),
  });
  const published = useQuery({
    queryKey: ["iati-results", project.id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/frameworks/{key}/iati", { params: { path: { key: project.code } } })),
  });
  const take = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/frameworks/{key}/iati", { params: { path: { key: project.code } } })),
    onSuccess: onTaken,
  });
  const read = useMutation({
    mutationFn: (file: File) => readSpreadsheet(file, language),
    onSuccess: (sheet) => {
      if (sheet.problems.length === 0) onOutline({ results: outline(sheet.results) });
    },
  });
  const items = templates.data?.items ?? [];
  const sheet = read.data;
  return (
    <Stack gap="sm" mt="sm">
      {take.isError && <ProblemAlert error={take.error} />}
      {read.isError && <ProblemAlert error={read.error} />}
      <Group align="flex-end">
        {items.length > 0 && (
          <NativeSelect
            label={t("results.fromTemplate")}
            data={[
              { value: "", label: t("form.choose") },
              ...items.map((item) => ({ value: item.id, label: pick(item.title) })),
            ]}
            value=""
            onChange={(event) => {
              const chosen = items.find((item) => item.id === event.currentTarget.value);
              if (chosen) onOutline({ results: outline(chosen.results) });
            }}
          />
        )}
        <FileButton
          label={t("results.fromSpreadsheet")}
          variant="default"
          accept=".xlsx,.csv"
          loading={read.isPending}
          leftSection={<IconFileSpreadsheet size={16} aria-hidden />}
          onFile={(file) => read.mutate(file)}
        />
        <Anchor
          size="sm"
          href={`/api/v1/frameworks/${project.code}/spreadsheet?language=${language}`}
          download
        >
          {t("results.emptySpreadsheet")}
        </Anchor>
        {published.data && published.data.results > 0 && (
          <Button
            variant="default"
            loading={take.isPending}
            leftSection={<IconFileTypeXml size={16} aria-hidden />}
            onClick={() => take.mutate()}
          >
            {t("results.fromIati", {
              results: formatNumber(published.data.results),
              indicators: formatNumber(published.data.indicators),
            })}
          </Button>
        )}
      </Group>
      {sheet && sheet.problems.length > 0 && (
        <div role="alert">
          <Text size="sm" fw={500}>
            {t("results.sheetProblems", { count: sheet.problems.length })}
          </Text>
          <List size="sm">
            {sheet.problems.slice(0, 50).map((problem) => (
              <List.Item
                key={`${problem.cell} ${problem.code}`}
              >{`${problem.cell}: ${problem.detail}`}</List.Item>
            ))}
          </List>
          <Button
            mt="xs"
            size="xs"
            variant="default"
            onClick={() => onOutline({ results: outline(sheet.results) })}
          >
            {t("results.openAnyway")}
          </Button>
        </div>
      )}
    </Stack>
  );
}

async function readSpreadsheet(file: File, language: string): Promise<Schemas["SheetOutline"]> {
  const answer = await fetch(`/api/v1/framework-spreadsheets?language=${language}`, {
    method: "POST",
    headers: { ...requestHeaders(), "Content-Type": "application/octet-stream" },
    body: file,
  });
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new Problem(answer.status, body);
  return body as Schemas["SheetOutline"];
}
