import {
  Alert,
  Box,
  Button,
  Card,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import { LinksField } from "../documents/LinksField";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { Section } from "../shared/Section";
import { formatNumber, pick } from "../shared/texts";
import { combinations, type Measured, partKey, started, sumOfParts, toMeasurements } from "./measurements";

type Report = Schemas["MonitoringReportOut"];
type Indicator = Schemas["IndicatorOut"];

/** What each indicator of the framework showed in a report's period, with its parts and evidence. */
export function MeasurementForm({
  report,
  indicators,
  onSaved,
}: {
  report: Report;
  indicators: Indicator[];
  onSaved: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const asked = indicators.filter((indicator) => !indicator.formula);
  const [rows, setRows] = useState<Record<string, Measured>>(() => started(asked, report.measurements));
  const [version, setVersion] = useState(report.version);
  const save = useMutation({
    mutationFn: (tag: number) =>
      unwrap(
        api.PATCH("/api/v1/monitoring/reports/{report_id}", {
          params: { path: { report_id: report.id }, header: { "If-Match": `"${tag}"` } },
          body: { measurements: toMeasurements(asked, rows) } as Schemas["MonitoringReportContent"],
        }),
      ),
    onSuccess: async (saved) => {
      setVersion(saved.version);
      await onSaved();
    },
  });
  const problem = save.error instanceof Problem ? save.error : null;
  const errors = problem?.byPointer() ?? {};
  const stale = problem?.status === 412 ? (problem.current as { version: number }) : null;
  const sent = asked.filter((indicator) => rows[indicator.id]?.value);
  const change = (id: string, changed: Partial<Measured>) =>
    setRows((old) => ({ ...old, [id]: { ...(old[id] as Measured), ...changed } }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The narrative may have been written meanwhile: this form changes the measurements alone.
    save.mutate(Math.max(version, report.version));
  };
  return (
    <Section title={t("monitoring.measurements")}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {save.isError && !stale && problem?.status !== 422 && <ProblemAlert error={save.error} />}
          {stale && (
            <Alert color="maize" variant="light" role="alert" title={t("stale.title")}>
              <Button size="xs" onClick={() => save.mutate(stale.version)}>
                {t("stale.keepMine")}
              </Button>
            </Alert>
          )}
          {asked.length === 0 && <Text c="dimmed">{t("monitoring.noMeasurements")}</Text>}
          {asked.map((indicator) => {
            const place = sent.indexOf(indicator);
            return (
              <Row
                key={indicator.id}
                indicator={indicator}
                report={report}
                row={rows[indicator.id] as Measured}
                error={(name) => (place < 0 ? undefined : errors[`/measurements/${place}/${name}`])}
                onChange={(changed) => change(indicator.id, changed)}
              />
            );
          })}
          <Group>
            <Button
              type="submit"
              loading={save.isPending}
              leftSection={<IconDeviceFloppy size={16} aria-hidden />}
            >
              {t("monitoring.saveMeasurements")}
            </Button>
            {save.isSuccess && (
              <Text size="sm" c="dimmed" role="status">
                {t("monitoring.saved")}
              </Text>
            )}
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

interface RowProps {
  indicator: Indicator;
  report: Report;
  row: Measured;
  error: (name: string) => string | undefined;
  onChange: (changed: Partial<Measured>) => void;
}

function Row({ indicator, report, row, error, onChange }: RowProps) {
  const { t } = useTranslation();
  const target = indicator.targets.find(
    (item) => item.period_start <= report.period_end && item.period_end >= report.period_end,
  );
  return (
    <Card withBorder padding="sm" component="fieldset" m={0}>
      <Text component="legend" fw={500} px={4}>
        {pick(indicator.title)}
      </Text>
      <Text size="xs" c="dimmed" mb={4}>
        {[
          pick(indicator.unit),
          indicator.baseline && t("monitoring.baselineIs", { value: indicator.baseline }),
          target && t("monitoring.targetIs", { value: target.value }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <ValueInput
          indicator={indicator}
          value={row.value}
          error={error("value")}
          onChange={(value) => onChange({ value })}
        />
        <TextInput
          label={t("fields.note")}
          value={row.comment}
          error={error("comment")}
          onChange={(event) => onChange({ comment: event.currentTarget.value })}
        />
      </SimpleGrid>
      {indicator.dimensions.length > 0 && (
        <Parts indicator={indicator} row={row} error={error("parts")} onChange={onChange} />
      )}
      <Box mt="xs">
        <LinksField
          label={t("monitoring.evidence")}
          description={t("monitoring.evidenceHint")}
          project={report.project.id}
          single={false}
          value={row.evidence}
          error={error("evidence")}
          onChange={(evidence) => onChange({ evidence })}
        />
      </Box>
    </Card>
  );
}

interface ValueProps {
  indicator: Indicator;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** The input that a measure asks for. */
function ValueInput({ indicator, value, error, onChange }: ValueProps) {
  const { t } = useTranslation();
  const label = t("monitoring.value");
  const named = `${label}: ${pick(indicator.title)}`;
  if (indicator.measure === "yes-no" || indicator.measure === "ordinal") {
    const choices =
      indicator.measure === "ordinal"
        ? indicator.scale.map((step) => ({ value: step, label: step }))
        : (["yes", "no"] as const).map((answer) => ({
            value: answer,
            label: t(`results.answers.${answer}`),
          }));
    return (
      <NativeSelect
        label={label}
        aria-label={named}
        data={[{ value: "", label: t("form.choose") }, ...choices]}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  if (indicator.measure === "qualitative") {
    return (
      <Textarea
        label={label}
        aria-label={named}
        autosize
        minRows={2}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      label={label}
      aria-label={named}
      inputMode="decimal"
      className="numbers"
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** A value for every combination of the dimensions' categories, and what they come to. */
function Parts({
  indicator,
  row,
  error,
  onChange,
}: Omit<RowProps, "error" | "report"> & { error: string | undefined }) {
  const { t } = useTranslation();
  const sum = sumOfParts(row.parts);
  const put = (key: string, value: string) => {
    const parts = { ...row.parts, [key]: value };
    // A count is the sum of its parts: it follows them as long as nobody typed another.
    const follows =
      indicator.measure === "number" && (row.value === "" || row.value === sumOfParts(row.parts));
    onChange({ parts, ...(follows ? { value: sumOfParts(parts) ?? "" } : {}) });
  };
  return (
    <Box mt="xs">
      <Text size="sm" fw={500}>
        {t("monitoring.parts")}
      </Text>
      <SimpleGrid cols={{ base: 2, sm: 4 }} mt={4}>
        {combinations(indicator.dimensions).map((categories) => {
          const key = partKey(categories);
          const label = Object.values(categories).join(" · ");
          return (
            <TextInput
              key={key}
              label={label}
              inputMode="decimal"
              className="numbers"
              value={row.parts[key] ?? ""}
              onChange={(event) => put(key, event.currentTarget.value.replace(",", ".").replace(/\s/g, ""))}
            />
          );
        })}
      </SimpleGrid>
      {sum !== null && (
        <Text size="xs" c="dimmed" mt={4} className="numbers">
          {t("monitoring.partsSum", { sum: formatNumber(Number(sum)) })}
        </Text>
      )}
      {error && (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      )}
    </Box>
  );
}
