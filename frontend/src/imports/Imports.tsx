import {
  Anchor,
  Button,
  Card,
  FileInput,
  Group,
  NativeSelect,
  Progress,
  Stack,
  Table,
  Text,
  Title,
} from "@mantine/core";
import { IconFileCode, IconUpload } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { formatMoment, formatNumber } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { WideTable } from "../shared/WideTable";
import { StatusBadge } from "./StatusBadge";
import { upload } from "./upload";

/** Send a file; see what was sent before. */
export function Imports() {
  const { t } = useTranslation();
  usePageTitle(t("nav.imports"));
  const list = useInfiniteQuery({
    queryKey: ["imports", "list"],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/imports", {
          params: { query: { limit: 25, ...(pageParam ? { after: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack>
      <Title order={1} size="h2">
        {t("nav.imports")}
      </Title>
      <Upload />
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && items.length === 0 && <Text c="dimmed">{t("imports.none")}</Text>}
      {items.length > 0 && (
        <WideTable label={t("nav.imports")} minWidth={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("imports.choose")}</Table.Th>
              <Table.Th>{t("imports.statusLabel")}</Table.Th>
              <Table.Th>{t("imports.result")}</Table.Th>
              <Table.Th>{t("imports.by")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((item) => (
              <Table.Tr key={item.id}>
                <Table.Td className="wrap-anywhere">
                  <AnchorLink to="/imports/$id" params={{ id: item.id }}>
                    {item.filename ?? item.id}
                  </AnchorLink>
                </Table.Td>
                <Table.Td>
                  <StatusBadge status={item.status} />
                </Table.Td>
                <Table.Td className="numbers">
                  {(["created", "updated", "unchanged", "rejected"] as const)
                    .filter((action) => item.counts[action] > 0)
                    .map((action) => `${t(`imports.action.${action}`)}: ${formatNumber(item.counts[action])}`)
                    .join(" · ")}
                </Table.Td>
                <Table.Td>
                  <Text size="sm">{item.created_by}</Text>
                  <Text size="xs" c="dimmed">
                    {formatMoment(item.created_at)}
                  </Text>
                </Table.Td>
              </Table.Tr>
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

function Upload() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [visibility, setVisibility] = useState("internal");
  const [sent, setSent] = useState(0);
  const send = useMutation({
    mutationFn: (chosen: File) => upload(chosen, visibility, setSent),
    onSuccess: (id) => navigate({ to: "/imports/$id", params: { id } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file) send.mutate(file);
  };
  return (
    <Card withBorder component="form" onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">{t("imports.hint")}</Text>
        <Group gap="md">
          {(["es", "en", "de"] as const).map((language) => (
            <Anchor key={language} size="sm" href={`/api/v1/imports/template?language=${language}`} download>
              {t(`imports.template.${language}`)}
            </Anchor>
          ))}
        </Group>
        <Group align="flex-end">
          <FileInput
            flex={1}
            miw={220}
            label={t("imports.choose")}
            placeholder={t("imports.choosePlaceholder")}
            accept=".xml,.xlsx,.csv,application/xml,text/xml"
            leftSection={<IconFileCode size={16} aria-hidden />}
            value={file}
            onChange={setFile}
            required
          />
          <NativeSelect
            label={t("imports.visibility")}
            data={(["draft", "internal", "public"] as const).map((value) => ({
              value,
              label: t(`visibility.${value}`),
            }))}
            value={visibility}
            onChange={(event) => setVisibility(event.currentTarget.value)}
          />
          <Button
            type="submit"
            disabled={!file}
            loading={send.isPending}
            leftSection={<IconUpload size={16} aria-hidden />}
          >
            {t("imports.send")}
          </Button>
        </Group>
        {send.isPending && <Progress value={sent * 100} aria-label={t("imports.sending")} />}
        {send.isError && <ProblemAlert error={send.error} />}
      </Stack>
    </Card>
  );
}
