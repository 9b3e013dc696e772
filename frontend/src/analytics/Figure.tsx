import { Button, Card, Group, Menu, SegmentedControl, Stack, Table, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { type ReactNode, useCallback, useId, useRef, useState } from "react";
import { useTranslation } from "../i18n/useTranslation";
import type { Filters } from "../projects/filters";
import { AnchorLink } from "../shared/links";
import { formatNumber } from "../shared/texts";
import { WideTable } from "../shared/WideTable";
import { Chart, type Pressed } from "./Chart";
import { type CsvCell, download, toCsv } from "./csv";

/** A cell of a figure's table; with ``search`` it opens the projects behind it, with ``project`` a project. */
export interface FigureCell {
  value: CsvCell;
  search?: Filters;
  project?: string;
}

export interface FigureTable {
  columns: string[];
  rows: FigureCell[][];
}

interface Props {
  /** What the figure finds, as a sentence. */
  finding: string;
  /** What is shown and in which unit. */
  about: string;
  source?: string;
  name: string;
  option: EChartsCoreOption;
  table: FigureTable;
  height?: number;
  onPress?: (pressed: Pressed) => void;
  controls?: ReactNode;
}

/** A figure: its finding as the title, the chart or its table, and both to download. */
export function Figure({
  finding,
  about,
  source,
  name,
  option,
  table,
  height = 340,
  onPress,
  controls,
}: Props) {
  const { t } = useTranslation();
  const [view, setView] = useState("chart");
  const chart = useRef<EChartsType | null>(null);
  const heading = useId();
  const ready = useCallback((made: EChartsType | null) => {
    chart.current = made;
  }, []);
  const saveSvg = () => {
    const drawn = chart.current?.renderToSVGString();
    if (drawn) download(`${name}.svg`, "image/svg+xml", drawn);
  };
  const saveCsv = () => {
    const rows = table.rows.map((row) => row.map((cell) => cell.value));
    download(`${name}.csv`, "text/csv;charset=utf-8", toCsv([table.columns, ...rows]));
  };
  return (
    <Card withBorder component="section" aria-labelledby={heading}>
      <Stack gap="xs">
        <div>
          <Title order={2} size="h4" id={heading}>
            {finding}
          </Title>
          <Text size="sm" c="dimmed">
            {about}
          </Text>
        </div>
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <SegmentedControl
              size="xs"
              aria-label={t("analytics.view")}
              data={[
                { value: "chart", label: t("analytics.chart") },
                { value: "table", label: t("analytics.table") },
              ]}
              value={view}
              onChange={setView}
            />
            {controls}
          </Group>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />}>
                {t("analytics.download")}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={saveCsv}>{t("analytics.csv")}</Menu.Item>
              {view === "chart" && <Menu.Item onClick={saveSvg}>{t("analytics.svg")}</Menu.Item>}
            </Menu.Dropdown>
          </Menu>
        </Group>
        {view === "chart" ? (
          <Chart
            option={option}
            label={`${finding}. ${about}`}
            height={height}
            onReady={ready}
            {...(onPress ? { onPress } : {})}
          />
        ) : (
          <FigureRows label={finding} table={table} />
        )}
        {source && (
          <Text size="xs" c="dimmed">
            {t("analytics.source", { source })}
          </Text>
        )}
      </Stack>
    </Card>
  );
}

function FigureRows({ label, table }: { label: string; table: FigureTable }) {
  return (
    <WideTable label={label} minWidth={Math.max(320, table.columns.length * 90)}>
      <Table.Thead>
        <Table.Tr>
          {table.columns.map((column) => (
            <Table.Th key={column}>{column}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {table.rows.map((row) => (
          <Table.Tr key={row.map((cell) => cell.value).join("|")}>
            {row.map((cell, index) => (
              <Table.Td
                key={table.columns[index]}
                className={typeof cell.value === "number" ? "numbers" : ""}
              >
                <CellContent cell={cell} />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function CellContent({ cell }: { cell: FigureCell }) {
  const text = typeof cell.value === "number" ? formatNumber(cell.value) : cell.value;
  if (cell.project)
    return (
      <AnchorLink to="/projects/$code" params={{ code: cell.project }}>
        {text}
      </AnchorLink>
    );
  if (!cell.search || cell.value === 0) return text;
  return (
    <AnchorLink to="/projects" search={cell.search}>
      {text}
    </AnchorLink>
  );
}
