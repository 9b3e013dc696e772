import { Anchor, Group, NativeSelect, Stack, Table, Tabs, Text, TextInput, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { LightBadge } from "../results/LightBadge";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { Section } from "../shared/Section";
import { formatNumber, pick } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { WideTable } from "../shared/WideTable";
import { CommonIndicators } from "./CommonIndicators";
import { FigureDetail, type Place } from "./FigureDetail";

type Figure = Schemas["Figure"];
type By = Schemas["Rollup"]["by"];
export const BY = ["programme", "katun-axis", "national-priority", "sdg-goal", "sdg-target"] as const;
const route = getRouteApi("/rollup");

/** What projects achieve together, by programme and goal; every figure opens what is behind it. */
export function RollupPage() {
  const { t } = useTranslation();
  usePageTitle(t("nav.rollup"));
  const { tab = "figures" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Stack>
      <div>
        <Title order={1} size="h2">
          {t("nav.rollup")}
        </Title>
        <Text c="dimmed">{t("rollup.explained")}</Text>
      </div>
      <Tabs
        value={tab}
        onChange={(value) =>
          void navigate({ search: (old) => ({ ...old, tab: value as "figures" }), replace: true })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {(["figures", "common"] as const).map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`rollup.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="figures">
          <Figures />
        </Tabs.Panel>
        <Tabs.Panel value="common">
          <CommonIndicators />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function Figures() {
  const { t } = useTranslation();
  const { by = "programme", from = "", to = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const [opened, setOpened] = useState<Place | null>(null);
  const window = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  const query = { by, ...window };
  const found = useQuery({
    queryKey: ["rollup", query],
    queryFn: () => unwrap(api.GET("/api/v1/rollup", { params: { query } })),
  });
  const narrow = (changed: { by?: By; from?: string; to?: string }) =>
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: true });
  const open = (figure: Figure, key: string | null) =>
    setOpened({
      common: figure.common.id,
      query: {
        ...window,
        ...(key === null ? {} : by === "programme" ? { programme: key } : { goal: key }),
      },
    });
  return (
    <Stack>
      <Group align="flex-end">
        <NativeSelect
          label={t("rollup.by")}
          data={BY.map((value) => ({ value, label: t(`rollup.byChoices.${value}`) }))}
          value={by}
          onChange={(event) => narrow({ by: event.currentTarget.value as By })}
        />
        <TextInput
          type="date"
          label={t("fields.period_start")}
          value={from}
          onChange={(event) => narrow({ from: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t("fields.period_end")}
          value={to}
          onChange={(event) => narrow({ to: event.currentTarget.value })}
        />
      </Group>
      {found.isError && <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Loading rows={4} />}
      {found.data && found.data.groups.length === 0 && <Text c="dimmed">{t("rollup.none")}</Text>}
      {found.data?.groups.map((group) => (
        <Section key={group.key} title={[short(group.key), pick(group.label)].filter(Boolean).join(" · ")}>
          <FigureTable
            label={pick(group.label) || group.key}
            figures={group.figures}
            onOpen={(figure) => open(figure, group.key)}
          />
        </Section>
      ))}
      {found.data && found.data.overall.length > 0 && (
        <Section title={t("rollup.overall")}>
          <Text size="sm" c="dimmed" mb="xs">
            {t("rollup.overallHint")}
          </Text>
          <FigureTable
            label={t("rollup.overall")}
            figures={found.data.overall}
            onOpen={(figure) => open(figure, null)}
          />
        </Section>
      )}
      <FigureDetail place={opened} onClose={() => setOpened(null)} />
    </Stack>
  );
}

/** A figure with its unit, or null when there is none. */
const shown = (figure: Figure) =>
  figure.value === null ? null : `${formatNumber(Number(figure.value))} ${pick(figure.common.unit)}`;

/** The code of a goal without its list. */
const short = (key: string) => key.slice(key.indexOf(":") + 1);

function FigureTable({
  label,
  figures,
  onOpen,
}: {
  label: string;
  figures: Figure[];
  onOpen: (figure: Figure) => void;
}) {
  const { t } = useTranslation();
  return (
    <WideTable label={label} minWidth={640}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("results.common")}</Table.Th>
          <Table.Th ta="right">{t("rollup.value")}</Table.Th>
          <Table.Th ta="right">{t("results.target")}</Table.Th>
          <Table.Th>{t("results.light")}</Table.Th>
          <Table.Th ta="right">{t("rollup.projects")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {figures.map((figure) => (
          <Table.Tr key={figure.common.id}>
            <Table.Td>
              {pick(figure.common.title)}
              <Text size="xs" c="dimmed">
                {t(`rollup.rules.${figure.common.aggregation}`)}
              </Text>
            </Table.Td>
            <Table.Td ta="right" className="numbers">
              <Anchor
                component="button"
                type="button"
                underline="always"
                aria-label={`${shown(figure) ?? t("rollup.open")}. ${t("rollup.openFigure", { title: pick(figure.common.title) })}`}
                onClick={() => onOpen(figure)}
              >
                {shown(figure) ?? t("rollup.open")}
              </Anchor>
            </Table.Td>
            <Table.Td ta="right" className="numbers">
              {figure.target === null ? "–" : formatNumber(Number(figure.target))}
              {figure.achievement !== null &&
                ` (${formatNumber(Math.round(Number(figure.achievement) * 100))} %)`}
            </Table.Td>
            <Table.Td>
              <LightBadge light={figure.light} />
            </Table.Td>
            <Table.Td ta="right" className="numbers">
              {formatNumber(figure.counted)}
              {figure.left_out > 0 && (
                <Text size="xs" c="dimmed">
                  {t("rollup.leftOut", { count: figure.left_out })}
                </Text>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
