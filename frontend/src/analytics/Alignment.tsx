import { NativeSelect } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { type Filters, toQuery } from "../projects/filters";
import { formatNumber, pick } from "../shared/texts";
import { axis, base, shades, useColours } from "./Chart";
import { Figure } from "./Figure";
import { Pending } from "./Pending";
import { ALIGNING, type Aligning } from "./search";

type Code = Schemas["CodeCount"];

interface Props {
  filters: Filters;
  rows: Aligning;
  columns: Aligning;
  onChange: (rows: Aligning, columns: Aligning) => void;
}

/** On what: how projects are aligned with two lists at once. */
export function Alignment({ filters, rows, columns, onChange }: Props) {
  const { t } = useTranslation();
  const colours = useColours();
  const navigate = useNavigate();
  const narrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const query = { ...toQuery(filters), rows, columns };
  const found = useQuery({
    queryKey: ["alignment", query],
    queryFn: () => unwrap(api.GET("/api/v1/analytics/alignment", { params: { query } })),
  });
  if (!found.data) return <Pending query={found} height={560} />;
  const { cells, projects, unaligned } = found.data;
  const across = found.data.columns;
  const down = found.data.rows;
  const name = (code: Code) => `${code.code} · ${pick(code.label) || code.code}`;
  const counted = new Map(cells.map((cell) => [`${cell.row}|${cell.column}`, cell.projects]));
  const most = cells.reduce<(typeof cells)[number] | undefined>(
    (best, cell) => (best && best.projects >= cell.projects ? best : cell),
    undefined,
  );
  const label = (codes: Code[], code: string) =>
    pick(codes.find((item) => item.code === code)?.label) || code;
  const narrowed = (...pairs: string[]): Filters => ({
    ...filters,
    classification: [...(filters.classification ?? []), ...pairs],
  });
  const cell = (row: Code, column: Code) => counted.get(`${row.code}|${column.code}`) ?? 0;
  const select = (text: string, value: Aligning, other: Aligning, change: (value: Aligning) => void) => (
    <NativeSelect
      size="xs"
      label={text}
      data={ALIGNING.filter((key) => key !== other).map((key) => ({
        value: key,
        label: t(`vocabulary.${key}`),
      }))}
      value={value}
      onChange={(event) => change(event.currentTarget.value as Aligning)}
    />
  );
  return (
    <Figure
      name="milpa-alignment"
      finding={
        most && cells.filter((cell) => cell.projects === most.projects).length > 1
          ? t("analytics.alignment.spread", { pairs: formatNumber(cells.length) })
          : most
            ? t("analytics.alignment.finding", {
                row: label(down, most.row),
                column: label(across, most.column),
                count: most.projects,
                number: formatNumber(most.projects),
              })
            : t("analytics.nothing")
      }
      about={t("analytics.alignment.about", {
        unaligned: formatNumber(unaligned),
        projects: formatNumber(projects),
        list: t(`vocabulary.${rows}`),
      })}
      controls={
        <>
          {select(t("analytics.alignment.rows"), rows, columns, (value) => onChange(value, columns))}
          {select(t("analytics.alignment.columns"), columns, rows, (value) => onChange(rows, value))}
        </>
      }
      height={Math.max(320, down.length * 34 + 90)}
      option={{
        ...base(colours),
        grid: { left: 8, right: 8, top: 8, bottom: 60, containLabel: true },
        xAxis: axis(colours, {
          type: "category",
          data: across.map(name),
          axisLabel: { color: colours.text, formatter: short, ...(narrow ? {} : { interval: 0 }) },
        }),
        yAxis: axis(colours, {
          type: "category",
          inverse: true,
          data: down.map(name),
          axisLabel: narrow
            ? { color: colours.text, formatter: short }
            : { color: colours.text, width: 220, overflow: "truncate" },
        }),
        visualMap: shades(colours, most?.projects ?? 1, { left: "center" }),
        series: [
          {
            type: "heatmap",
            name: t("nav.projects"),
            itemStyle: { borderColor: colours.surface, borderWidth: 1 },
            data: down.flatMap((row, y) => across.map((column, x) => [x, y, cell(row, column)])),
          },
        ],
      }}
      table={{
        columns: [t(`vocabulary.${rows}`), ...across.map(name)],
        rows: down.map((row) => [
          { value: name(row) },
          ...across.map((column) => ({
            value: cell(row, column),
            search: narrowed(`${rows}:${row.code}`, `${columns}:${column.code}`),
          })),
        ]),
      }}
      onPress={(pressed) => {
        const [x = 0, y = 0] = pressed.data as number[];
        const row = down[y];
        const column = across[x];
        if (row && column)
          void navigate({
            to: "/projects",
            search: narrowed(`${rows}:${row.code}`, `${columns}:${column.code}`),
          });
      }}
    />
  );
}

/** "17 · Partnerships" as "17": columns are narrow, the name is in the tooltip and the table. */
function short(name: string): string {
  return name.split(" · ")[0] ?? name;
}
