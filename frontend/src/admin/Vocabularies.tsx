import { Badge, Button, Group, NativeSelect, Stack, Table, Text, Title } from "@mantine/core";
import { IconEdit, IconGitMerge, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Field, Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { ActionsHeading } from "../shared/ActionsHeading";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { SearchInput } from "../shared/SearchInput";
import { formatDate, pick } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { WideTable } from "../shared/WideTable";

type Code = Schemas["CodeOut"];
const route = getRouteApi("/vocabularies");
const SHOWN = 200;

/** The code lists with their sources; administrators add, translate, withdraw and merge codes. */
export function Vocabularies() {
  const { t } = useTranslation();
  usePageTitle(t("nav.vocabularies"));
  const { key = "national-priority" } = route.useSearch();
  const navigate = route.useNavigate();
  const { may } = useSession();
  const mayWrite = may("vocabularies:write");
  const queries = useQueryClient();
  const [q, setQ] = useState("");
  const [edited, setEdited] = useState<Values | null>(null);
  const [merged, setMerged] = useState<Values | null>(null);
  const lists = useQuery({
    queryKey: ["vocabularies"],
    queryFn: () => unwrap(api.GET("/api/v1/vocabularies")),
  });
  const codes = useQuery({
    queryKey: ["vocabulary", key],
    queryFn: () => unwrap(api.GET("/api/v1/vocabularies/{key}/codes", { params: { path: { key } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const list = lists.data?.items.find((item) => item.key === key);
  const fields = useCodeFields(edited?.id === undefined);
  const refresh = async () => {
    setEdited(null);
    setMerged(null);
    await queries.invalidateQueries({ queryKey: ["vocabularies"] });
    await queries.invalidateQueries({ queryKey: ["vocabulary", key] });
  };
  const words = q.toLowerCase();
  const found = (codes.data?.items ?? []).filter((item) =>
    [item.code, ...Object.values(item.label)].some((text) => text.toLowerCase().includes(words)),
  );
  const send = (body: Values, tag: string) =>
    edited?.id
      ? unwrap(
          api.PATCH("/api/v1/vocabularies/{key}/codes/{code}", {
            params: { path: { key, code: String(edited.id) }, header: { "If-Match": tag } },
            body: body as unknown as Schemas["CodePatch"],
          }),
        )
      : unwrap(
          api.POST("/api/v1/vocabularies/{key}/codes", {
            params: { path: { key } },
            body: body as unknown as Schemas["CodeIn"],
          }),
        );
  if (lists.isError) return <ProblemAlert error={lists.error} onRetry={() => void lists.refetch()} />;
  if (!lists.data) return <Loading />;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t("nav.vocabularies")}
        </Title>
        <AnchorLink to="/rates">{t("rates.link")}</AnchorLink>
      </Group>
      <Group align="flex-end">
        <NativeSelect
          label={t("fields.vocabulary")}
          maw="min(420px, 100%)"
          data={lists.data.items.map((item) => ({
            value: item.key,
            label: `${pick(item.name)} (${item.codes})`,
          }))}
          value={key}
          onChange={(event) => void navigate({ search: { key: event.currentTarget.value }, replace: true })}
        />
        <SearchInput label={t("projects.search")} value={q} onChange={setQ} />
        {mayWrite && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited({})}>
            {t("vocabularies.add")}
          </Button>
        )}
      </Group>
      {list && (
        <Text size="sm" c="dimmed">
          {`${t("fields.source")}: ${list.source}`}
        </Text>
      )}
      {codes.isError && <ProblemAlert error={codes.error} />}
      {codes.data && found.length === 0 && <Text c="dimmed">{t("common.nothingFound")}</Text>}
      {found.length > 0 && (
        <WideTable label={list ? pick(list.name) : key} minWidth={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("form.code")}</Table.Th>
              <Table.Th>{t("vocabularies.label")}</Table.Th>
              <Table.Th>{t("vocabularies.validity")}</Table.Th>
              {mayWrite && <ActionsHeading />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {found.slice(0, SHOWN).map((item) => (
              <Table.Tr key={item.code}>
                <Table.Td className="numbers">{item.code}</Table.Td>
                <Table.Td maw={420}>
                  {pick(item.label)}
                  <Text size="xs" c="dimmed">
                    {Object.keys(item.label).join(" · ")}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Validity code={item} />
                </Table.Td>
                {mayWrite && (
                  <Table.Td>
                    <Group gap={4} wrap="nowrap">
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        leftSection={<IconEdit size={14} aria-hidden />}
                        onClick={() =>
                          setEdited({ ...item, id: item.code, version: list?.version } as Values)
                        }
                      >
                        {t("projects.edit")}
                      </Button>
                      {!item.merged_into && (
                        <Button
                          size="compact-sm"
                          variant="subtle"
                          leftSection={<IconGitMerge size={14} aria-hidden />}
                          onClick={() => setMerged({ id: item.code })}
                        >
                          {t("organisations.merge")}
                        </Button>
                      )}
                    </Group>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      {found.length > SHOWN && (
        <Text size="sm">{t("vocabularies.more", { number: found.length - SHOWN })}</Text>
      )}
      <RecordDrawer
        record={edited}
        title={t("vocabularies.code")}
        fields={fields}
        send={send}
        onDone={() => void refresh()}
        onClose={() => setEdited(null)}
      />
      <RecordDrawer
        record={merged}
        title={t("vocabularies.mergeTitle", { code: String(merged?.id ?? "") })}
        fields={[
          {
            kind: "choice",
            name: "into",
            label: t("vocabularies.mergeInto"),
            hint: t("vocabularies.mergeHint"),
            required: true,
            choices: (codes.data?.items ?? [])
              .filter((item) => !item.withdrawn && item.code !== merged?.id)
              .map((item) => ({ value: item.code, label: `${item.code} ${pick(item.label)}` })),
          },
        ]}
        send={(body) =>
          unwrap(
            api.POST("/api/v1/vocabularies/{key}/codes/{code}/merge", {
              params: { path: { key, code: String(merged?.id) } },
              body: body as unknown as Schemas["CodeMergeIn"],
            }),
          )
        }
        onDone={() => void refresh()}
        onClose={() => setMerged(null)}
      />
    </Stack>
  );
}

function Validity({ code }: { code: Code }) {
  const { t } = useTranslation();
  const period = [formatDate(code.valid_from), formatDate(code.valid_to)];
  return (
    <Group gap="xs">
      {code.withdrawn && (
        <Badge variant="outline" color="gray" tt="none">
          {code.merged_into
            ? t("vocabularies.merged", { code: code.merged_into })
            : t("vocabularies.withdrawn")}
        </Badge>
      )}
      {period.some(Boolean) && <Text size="sm">{period.join(" – ")}</Text>}
    </Group>
  );
}

function useCodeFields(isNew: boolean): Field[] {
  const { t } = useTranslation();
  const code: Field[] = isNew ? [{ kind: "text", name: "code", label: t("form.code"), required: true }] : [];
  const state: Field[] = isNew
    ? []
    : [{ kind: "flag", name: "withdrawn", label: t("vocabularies.withdrawn") }];
  return [
    ...code,
    {
      kind: "texts",
      name: "label",
      label: t("vocabularies.label"),
      hint: t("vocabularies.labelHint"),
      required: true,
    },
    { kind: "date", name: "valid_from", label: t("vocabularies.validFrom") },
    { kind: "date", name: "valid_to", label: t("vocabularies.validTo") },
    ...state,
  ];
}
