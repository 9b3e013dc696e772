import { Alert, Button, Group, Stack, Table, Text, Textarea, Title } from "@mantine/core";
import { IconCheck, IconEdit, IconSend } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { EvidenceLink } from "../documents/EvidenceLink";
import { useTranslation } from "../i18n/useTranslation";
import type { Field, Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { formatAmount, formatDate, formatMoment, formatNumber, pick } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { WideTable } from "../shared/WideTable";
import { MeasurementForm } from "./MeasurementForm";
import { StandingBadge } from "./StandingBadge";

type Report = Schemas["MonitoringReportOut"];
const route = getRouteApi("/monitoring/$id");

/** A monitoring report: written, handed in, verified beside the values of the period before. */
export function ReportRecord() {
  const { id } = route.useParams();
  const { t } = useTranslation();
  const { may } = useSession();
  const found = useQuery({
    queryKey: ["monitoring-report", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/monitoring/reports/{report_id}", { params: { path: { report_id: id } } })),
  });
  usePageTitle(t("monitoring.report"));
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading />;
  const report = found.data;
  const open = report.status === "draft" || report.status === "returned";
  return (
    <Stack>
      <div>
        <Group gap="xs" mb={4}>
          <StandingBadge standing={report.status} />
          <AnchorLink to="/projects/$code" params={{ code: report.project.code }} search={{ tab: "results" }}>
            {`${report.project.code} · ${pick(report.project.title)}`}
          </AnchorLink>
        </Group>
        <Title order={1} size="h2">
          {`${t("monitoring.report")}: ${formatDate(report.period_start)} – ${formatDate(report.period_end)}`}
        </Title>
      </div>
      {report.comment && (
        <Alert role="note" color="maize" variant="light" title={t("monitoring.comment")}>
          {report.comment}
        </Alert>
      )}
      <Stages report={report} />
      {open && may("monitoring:write") && <Writing report={report} />}
      {report.status === "submitted" && may("monitoring:verify") && <Verifying report={report} />}
      <Section title={t("monitoring.narrative")}>
        <Text style={{ whiteSpace: "pre-line" }}>{pick(report.narrative) || "–"}</Text>
        {(report.progress !== null || report.spent_amount) && (
          <Text size="sm" c="dimmed" mt="xs">
            {[
              report.progress !== null && `${t("monitoring.progress")}: ${formatNumber(report.progress)} %`,
              report.spent_amount &&
                report.spent_currency &&
                `${t("monitoring.spent")}: ${formatAmount(report.spent_amount, report.spent_currency)}`,
            ]
              .filter(Boolean)
              .join(" · ")}
          </Text>
        )}
        {pick(report.difficulties) && (
          <Text mt="sm" style={{ whiteSpace: "pre-line" }}>
            {`${t("monitoring.difficulties")}: ${pick(report.difficulties)}`}
          </Text>
        )}
      </Section>
      {!(open && may("monitoring:write")) && <Measurements report={report} />}
    </Stack>
  );
}

function Stages({ report }: { report: Report }) {
  const { t } = useTranslation();
  const lines = [
    report.submitted_at &&
      t("monitoring.submittedBy", {
        name: report.submitted_by ?? "",
        moment: formatMoment(report.submitted_at),
      }),
    report.decided_at &&
      t("monitoring.decidedBy", { name: report.decided_by ?? "", moment: formatMoment(report.decided_at) }),
  ].filter(Boolean);
  return lines.length > 0 ? (
    <Text size="sm" c="dimmed">
      {lines.join(" · ")}
    </Text>
  ) : null;
}

function Measurements({ report }: { report: Report }) {
  const { t } = useTranslation();
  return (
    <Section title={t("monitoring.measurements")}>
      {report.measurements.length === 0 && <Text c="dimmed">{t("monitoring.noMeasurements")}</Text>}
      {report.measurements.length > 0 && (
        <WideTable label={t("monitoring.measurements")} minWidth={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("results.indicator")}</Table.Th>
              <Table.Th ta="right">{t("monitoring.before")}</Table.Th>
              <Table.Th ta="right">{t("monitoring.value")}</Table.Th>
              <Table.Th>{t("monitoring.evidence")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.measurements.map((row) => (
              <Table.Tr key={row.indicator_id}>
                <Table.Td maw={360}>
                  {pick(row.indicator)}
                  <Text size="xs" c="dimmed">
                    {[pick(row.unit), row.comment].filter(Boolean).join(" · ")}
                  </Text>
                  {row.parts.length > 0 && (
                    <Text size="xs" className="numbers">
                      {(row.parts as { categories: Record<string, string>; value: string }[])
                        .map((part) => `${Object.values(part.categories).join(" · ")}: ${part.value}`)
                        .join("; ")}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {row.before ?? "–"}
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {row.value}
                </Table.Td>
                <Table.Td className="wrap-anywhere">
                  {row.evidence.map((address) => (
                    <EvidenceLink key={address} address={address} />
                  ))}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </Section>
  );
}

function useChanged(report: Report) {
  const queries = useQueryClient();
  return async () => {
    await Promise.all(
      [
        ["monitoring-report", report.id],
        ["monitoring-reports"],
        ["due-reports"],
        ["framework", report.project.id],
      ].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
  };
}

/** What a draft says: its texts in a form beside, its measurements in one here. */
function Writing({ report }: { report: Report }) {
  const { t } = useTranslation();
  const changed = useChanged(report);
  const [edited, setEdited] = useState<Values | null>(null);
  const framework = useQuery({
    queryKey: ["framework", report.project.id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/frameworks/{key}", { params: { path: { key: report.project.id } } })),
  });
  const fields = useReportFields();
  const submit = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/monitoring/reports/{report_id}/submission", {
          params: { path: { report_id: report.id }, header: { "If-Match": `"${report.version}"` } },
        }),
      ),
    onSuccess: changed,
  });
  return (
    <Stack>
      {submit.isError && <ProblemAlert error={submit.error} />}
      <Group>
        <Button
          variant="default"
          leftSection={<IconEdit size={16} aria-hidden />}
          onClick={() => setEdited(report as unknown as Values)}
        >
          {t("monitoring.write")}
        </Button>
        <Button
          loading={submit.isPending}
          leftSection={<IconSend size={16} aria-hidden />}
          onClick={() => submit.mutate()}
        >
          {t("monitoring.submit")}
        </Button>
      </Group>
      {framework.data && (
        <MeasurementForm
          report={report}
          indicators={framework.data.results.flatMap((result) => result.indicators)}
          onSaved={changed}
        />
      )}
      <RecordDrawer
        record={edited}
        title={t("monitoring.report")}
        fields={fields}
        send={(body, tag) =>
          unwrap(
            api.PATCH("/api/v1/monitoring/reports/{report_id}", {
              params: { path: { report_id: report.id }, header: { "If-Match": tag } },
              body: body as unknown as Schemas["MonitoringReportContent"],
            }),
          )
        }
        onDone={() => {
          setEdited(null);
          void changed();
        }}
        onClose={() => setEdited(null)}
      />
    </Stack>
  );
}

function useReportFields(): Field[] {
  const { t } = useTranslation();
  return [
    { kind: "texts", name: "narrative", label: t("monitoring.narrative"), long: true },
    { kind: "texts", name: "difficulties", label: t("monitoring.difficulties"), long: true },
    { kind: "number", whole: true, name: "progress", label: t("monitoring.progress") },
    { kind: "number", name: "spent_amount", label: t("monitoring.spent") },
    { kind: "text", name: "spent_currency", label: t("fields.currency"), maxLength: 3 },
  ];
}

function Verifying({ report }: { report: Report }) {
  const { t } = useTranslation();
  const changed = useChanged(report);
  const [comment, setComment] = useState("");
  const decide = useMutation({
    mutationFn: (decision: "verified" | "returned") =>
      unwrap(
        api.POST("/api/v1/monitoring/reports/{report_id}/verification", {
          params: { path: { report_id: report.id }, header: { "If-Match": `"${report.version}"` } },
          body: { decision, comment: comment || null },
        }),
      ),
    onSuccess: changed,
  });
  return (
    <Section title={t("monitoring.verification")}>
      <Stack gap="sm">
        {decide.isError && <ProblemAlert error={decide.error} />}
        <Textarea
          label={t("monitoring.comment")}
          autosize
          minRows={2}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Group>
          <Button
            loading={decide.isPending}
            leftSection={<IconCheck size={16} aria-hidden />}
            onClick={() => decide.mutate("verified")}
          >
            {t("monitoring.verify")}
          </Button>
          <Button variant="default" loading={decide.isPending} onClick={() => decide.mutate("returned")}>
            {t("monitoring.return")}
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}
