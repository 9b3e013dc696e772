import { Badge, Button, Table, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ActionsHeading } from "../shared/ActionsHeading";
import { ProblemAlert } from "../shared/Failure";
import { Listing } from "../shared/Listing";
import { Section } from "../shared/Section";
import { formatMoment } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { WideTable } from "../shared/WideTable";

/** What waits, runs and failed in the background. */
export function Jobs() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const list = usePages(["jobs"], (after) => unwrap(api.GET("/api/v1/jobs", { params: { query: after } })));
  const retry = useMutation({
    mutationFn: (id: number) =>
      unwrap(api.POST("/api/v1/jobs/{job_id}/retry", { params: { path: { job_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["jobs"] }),
  });
  return (
    <Section title={t("admin.tab.jobs")}>
      {retry.isError && <ProblemAlert error={retry.error} />}
      <Listing list={list} empty={t("admin.noJobs")}>
        <WideTable label={t("admin.tab.jobs")} minWidth={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("admin.job")}</Table.Th>
              <Table.Th>{t("admin.jobStatus")}</Table.Th>
              <Table.Th>{t("admin.queued")}</Table.Th>
              <ActionsHeading width={120} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.items.map((job) => (
              <Table.Tr key={job.id}>
                <Table.Td>
                  <Text size="sm">{job.task}</Text>
                  <Text size="xs" c="dimmed" className="wrap-anywhere">
                    {Object.values(job.arguments).join(", ")}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Badge autoContrast color={job.status === "failed" ? "red.8" : "gray.7"}>
                    {t(`admin.jobs.${job.status}`)}
                  </Badge>
                </Table.Td>
                <Table.Td>{job.queued_at ? formatMoment(job.queued_at) : "–"}</Table.Td>
                <Table.Td>
                  {job.status === "failed" && (
                    <Button size="compact-xs" variant="default" onClick={() => retry.mutate(job.id)}>
                      {t("admin.retry")}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      </Listing>
    </Section>
  );
}
