import { Badge, Drawer, Group, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../api/client";
import { EvidenceLink } from "../documents/EvidenceLink";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { formatDate, formatNumber, pick } from "../shared/texts";
import { WideTable } from "../shared/WideTable";

type Part = Schemas["FigurePart"];

/** A figure: its common indicator, and the group and days it is of. */
export interface Place {
  common: string;
  query: { programme?: string; goal?: string; from?: string; to?: string };
}

/** What is behind a figure: projects, their verified measurements and the evidence, and what is left out and why. */
export function FigureDetail({ place, onClose }: { place: Place | null; onClose: () => void }) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ["rollup-figure", place],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/rollup/{common_id}", {
          params: { path: { common_id: place?.common ?? "" }, query: place?.query ?? {} },
        }),
      ),
    enabled: place !== null,
  });
  const figure = found.data;
  return (
    <Drawer.Root opened={place !== null} onClose={onClose} position="right" size="xl">
      <Drawer.Overlay />
      <Drawer.Content>
        <Group justify="space-between" wrap="nowrap" p="md">
          <Drawer.Title fw={600}>{figure ? pick(figure.common.title) : t("rollup.value")}</Drawer.Title>
          <Drawer.CloseButton aria-label={t("common.close")} />
        </Group>
        <Drawer.Body>
          {found.isError && <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />}
          {found.isPending && <Loading rows={4} />}
          {figure && (
            <Stack>
              <Text>
                <strong>
                  {figure.value === null
                    ? t("rollup.noFigure")
                    : `${formatNumber(Number(figure.value))} ${pick(figure.common.unit)}`}
                </strong>
                {` · ${t(`rollup.rules.${figure.common.aggregation}`)}`}
                {figure.label && ` · ${pick(figure.label)}`}
              </Text>
              {figure.contributions.map((part) => (
                <Contribution key={part.indicator_id} part={part} />
              ))}
            </Stack>
          )}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Contribution({ part }: { part: Part }) {
  const { t } = useTranslation();
  return (
    <section>
      <Group gap="xs">
        <AnchorLink
          to="/projects/$code"
          params={{ code: part.project.code }}
          search={{ tab: "results" }}
          fw={500}
        >
          {`${part.project.code} · ${pick(part.project.title)}`}
        </AnchorLink>
        {part.reason && (
          <Badge variant="outline" color="gray" tt="none">
            {t(`rollup.reasons.${part.reason}`)}
          </Badge>
        )}
      </Group>
      <Text size="sm">
        {[
          pick(part.title),
          part.value !== null && t("rollup.contributes", { value: formatNumber(Number(part.value)) }),
          part.weight !== null && t("rollup.weighs", { weight: formatNumber(Number(part.weight)) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
      {part.measurements.length > 0 && (
        <WideTable label={`${t("monitoring.measurements")}: ${part.project.code}`} minWidth={420}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("projects.period")}</Table.Th>
              <Table.Th ta="right">{t("monitoring.value")}</Table.Th>
              <Table.Th>{t("monitoring.evidence")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {part.measurements.map((row) => (
              <Table.Tr key={`${row.period_start} ${row.period_end}`}>
                <Table.Td>
                  {row.report_id ? (
                    <AnchorLink to="/monitoring/$id" params={{ id: row.report_id }} size="sm">
                      {`${formatDate(row.period_start)} – ${formatDate(row.period_end)}`}
                    </AnchorLink>
                  ) : (
                    `${formatDate(row.period_start)} – ${formatDate(row.period_end)}`
                  )}
                  <Text size="xs" c="dimmed">
                    {row.verified_by
                      ? t("rollup.verifiedBy", { name: row.verified_by })
                      : t("rollup.computed")}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {row.value}
                </Table.Td>
                <Table.Td className="wrap-anywhere">
                  {row.evidence.map((address) => (
                    <EvidenceLink key={address} address={address} />
                  ))}
                  {row.comment && <Text size="xs">{row.comment}</Text>}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </section>
  );
}
