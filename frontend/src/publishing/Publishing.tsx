import { Anchor, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { formatMoment, formatNumber } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { WideTable } from "../shared/WideTable";

/** The registry's own IATI files, for people and for the IATI Registry. */
export function Publishing() {
  const { t } = useTranslation();
  usePageTitle(t("nav.publishing"));
  const found = useQuery({
    queryKey: ["publishing"],
    queryFn: () => unwrap(api.GET("/api/v1/publishing")),
  });
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <Stack>
      <Title order={1} size="h2">
        {t("nav.publishing")}
      </Title>
      <Text maw={720}>{t("publishing.intro")}</Text>
      {!found.data && <Loading rows={2} />}
      {found.data && (
        <>
          <Text size="sm">
            {t("publishing.publisher", { name: found.data.publisher_name, ref: found.data.publisher_ref })}
          </Text>
          <WideTable label={t("nav.publishing")} minWidth={520}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("publishing.file")}</Table.Th>
                <Table.Th ta="right">{t("publishing.records")}</Table.Th>
                <Table.Th>{t("publishing.modified")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.data.files.map((file) => (
                <Table.Tr key={file.kind}>
                  <Table.Td>
                    <Anchor href={file.url} fw={500}>
                      {t(`publishing.files.${file.kind as "iati-activities"}`)}
                    </Anchor>
                    <Text size="xs" c="dimmed" className="wrap-anywhere">
                      {window.location.origin + file.url}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {formatNumber(file.records)}
                  </Table.Td>
                  <Table.Td className="numbers">{formatMoment(file.last_modified)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </WideTable>
          <Text size="sm" c="dimmed">
            {t("publishing.harvest")}
          </Text>
        </>
      )}
    </Stack>
  );
}
