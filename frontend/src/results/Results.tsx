import { Anchor, Box, Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconEdit, IconRosetteDiscountCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import { Evaluations } from "../evaluations/ProjectEvaluations";
import { useTranslation } from "../i18n/useTranslation";
import { Proposals } from "../knowledge/Proposals";
import { DueReports } from "../monitoring/DueReports";
import { Risks } from "../monitoring/Risks";
import { knownOf, type Project } from "../projects/useProject";
import type { Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { Section } from "../shared/Section";
import { formatDate, formatMoment, formatNumber, pick } from "../shared/texts";
import { WideTable } from "../shared/WideTable";
import { Beginnings } from "./Beginnings";
import { toForm, toFramework, useFrameworkFields, withIndicator } from "./fields";
import { LightBadge } from "./LightBadge";
import { LightOverride } from "./LightOverride";
import { SaveTemplate } from "./SaveTemplate";
import { Sparkline } from "./Sparkline";

type Framework = Schemas["FrameworkOut"];
type Indicator = Schemas["IndicatorOut"];

const DEPTH = { impact: 0, outcome: 1, output: 2, activity: 3 };

/** A project's results framework: what is to be achieved, and where each indicator stands. */
export function Results({ project }: { project: Project }) {
  const { t, i18n } = useTranslation();
  const { may } = useSession();
  const queries = useQueryClient();
  const queryKey = ["framework", project.id];
  const found = useQuery({
    queryKey,
    queryFn: () => readFramework(project.code),
  });
  const [edited, setEdited] = useState<Values | null>(null);
  const framework = found.data ?? null;
  const fields = useFrameworkFields(framework?.status === "approved");
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey });
    setEdited(null);
    await queries.invalidateQueries({ queryKey: ["due-reports"] });
  };
  const approve = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/frameworks/{key}/approval", { params: { path: { key: project.code } }, body: {} }),
      ),
    onSuccess: refresh,
  });
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <Loading rows={4} />;
  return (
    <Stack>
      <Section
        title={t("results.title")}
        aside={
          <Group gap="xs">
            {framework && (
              <Anchor
                size="sm"
                href={`/api/v1/frameworks/${project.code}/spreadsheet?language=${i18n.resolvedLanguage ?? "es"}`}
                download
              >
                {t("results.download")}
              </Anchor>
            )}
            {may("frameworks:write") && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconEdit size={14} aria-hidden />}
                onClick={() => setEdited(framework ? toForm(framework) : {})}
              >
                {framework ? t("projects.edit") : t("results.write")}
              </Button>
            )}
            {may("frameworks:approve") && framework && <SaveTemplate framework={framework} />}
            {may("frameworks:approve") && framework?.status === "draft" && (
              <Button
                size="xs"
                loading={approve.isPending}
                leftSection={<IconRosetteDiscountCheck size={14} aria-hidden />}
                onClick={() => approve.mutate()}
              >
                {t("results.approve")}
              </Button>
            )}
          </Group>
        }
      >
        {approve.isError && <ProblemAlert error={approve.error} />}
        {framework ? <Outline framework={framework} /> : <Text c="dimmed">{t("results.none")}</Text>}
        {!framework && may("frameworks:write") && (
          <Beginnings project={project} onOutline={setEdited} onTaken={() => void refresh()} />
        )}
      </Section>
      {framework && framework.revision > 0 && may("internal:read") && <DueReports project={project.code} />}
      {may("internal:read") && <Risks project={project} />}
      <Evaluations project={project} />
      <RecordDrawer
        record={edited}
        title={t("results.title")}
        fields={fields}
        send={(body, tag) =>
          unwrap(
            api.PUT("/api/v1/frameworks/{key}", {
              params: { path: { key: project.code }, header: framework ? { "If-Match": tag } : {} },
              body: toFramework(body),
            }),
          )
        }
        notice={(values, change) => (
          <Proposals
            known={knownOf(project)}
            kinds={["indicator"]}
            onTake={(proposal) => change(withIndicator(values, proposal, fields))}
          />
        )}
        onDone={refresh}
        onClose={() => setEdited(null)}
      />
    </Stack>
  );
}

/** A project's framework, or null when it has none yet. */
async function readFramework(code: string): Promise<Framework | null> {
  try {
    return await unwrap(api.GET("/api/v1/frameworks/{key}", { params: { path: { key: code } } }));
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

function Outline({ framework }: { framework: Framework }) {
  const { t } = useTranslation();
  const approval =
    framework.status === "approved" && framework.approved_at
      ? t("results.approved", {
          revision: formatNumber(framework.revision),
          moment: formatMoment(framework.approved_at),
          name: framework.approved_by ?? "",
        })
      : t("results.draft");
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {approval}
      </Text>
      {framework.results.map((result) => (
        <Box key={result.id} pl={{ base: 0, sm: DEPTH[result.level] * 20 }}>
          <Text size="xs" c="dimmed">
            {t(`results.levels.${result.level}`)}
          </Text>
          <Text fw={600}>{pick(result.title)}</Text>
          {pick(result.description) && <Text size="sm">{pick(result.description)}</Text>}
          {pick(result.assumptions) && (
            <Text size="sm" c="dimmed">
              {`${t("results.assumptions")}: ${pick(result.assumptions)}`}
            </Text>
          )}
          {result.indicators.length > 0 && (
            <Indicators result={pick(result.title)} items={result.indicators} />
          )}
        </Box>
      ))}
    </Stack>
  );
}

function Indicators({ result, items }: { result: string; items: Indicator[] }) {
  const { t } = useTranslation();
  return (
    <WideTable label={`${t("results.indicators")}: ${result}`} minWidth={620}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("results.indicator")}</Table.Th>
          <Table.Th ta="right">{t("results.baseline")}</Table.Th>
          <Table.Th>{t("results.targets")}</Table.Th>
          <Table.Th>{t("results.light")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={item.id}>
            <Table.Td maw={320}>
              {pick(item.title)}
              <Text size="xs" c="dimmed">
                {[
                  t(`results.measures.${item.measure}`),
                  pick(item.unit),
                  item.reference && `[${item.reference}]`,
                  item.formula && `= ${item.formula}`,
                  pick(item.goal_label) || item.goal,
                  item.common && `${t("results.common")}: ${pick(item.common.title)}`,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </Text>
            </Table.Td>
            <Table.Td ta="right" className="numbers">
              {item.baseline}
              {item.baseline_year && (
                <Text size="xs" c="dimmed">
                  {item.baseline_year}
                </Text>
              )}
            </Table.Td>
            <Table.Td className="numbers">
              <Sparkline indicator={item} />
              {item.targets.map((target) => (
                <Text size="sm" key={target.id}>
                  {`${formatDate(target.period_end)}: ${target.actual ?? "–"} / ${target.value}`}
                  {target.achievement && ` (${formatNumber(Math.round(Number(target.achievement) * 100))} %)`}
                </Text>
              ))}
            </Table.Td>
            <Table.Td>
              <LightBadge light={item.light} />
              <LightOverride indicator={item} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
