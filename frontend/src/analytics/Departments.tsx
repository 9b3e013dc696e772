import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { type Filters, toQuery } from "../projects/filters";
import { formatNumber } from "../shared/texts";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { base, useColours } from "./Chart";
import { Figure } from "./Figure";
import { Pending } from "./Pending";

/** Where projects work: the departments by how many there are. */
export function Departments({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const departments = useVocabulary("department");
  const colours = useColours();
  const navigate = useNavigate();
  const query = toQuery(filters);
  const found = useQuery({
    queryKey: ["facets", query],
    queryFn: () => unwrap(api.GET("/api/v1/projects/facets", { params: { query } })),
  });
  if (!found.data) return <Pending query={found} height={480} />;
  const counted = new Map(found.data.department.map((item) => [item.code, item.projects]));
  const rows = departments.choices
    .map(({ value, label }) => ({ code: value, label, projects: counted.get(value) ?? 0 }))
    .sort((a, b) => b.projects - a.projects || a.label.localeCompare(b.label));
  const [most] = rows;
  const empty = rows.filter((row) => row.projects === 0).length;
  const narrowed = (code: string): Filters => ({ ...filters, department: [code] });
  return (
    <Figure
      name="milpa-departments"
      finding={
        most?.projects && rows[1]?.projects === most.projects
          ? t("analytics.departments.spread", {
              some: formatNumber(rows.length - empty),
              all: formatNumber(rows.length),
            })
          : most?.projects
            ? t("analytics.departments.finding", {
                department: most.label,
                count: most.projects,
                number: formatNumber(most.projects),
              })
            : t("analytics.nothing")
      }
      about={t("analytics.departments.about", { empty: formatNumber(empty), all: formatNumber(rows.length) })}
      source={t("analytics.departments.source")}
      height={420}
      option={{
        ...base(colours),
        visualMap: {
          min: 0,
          max: Math.max(1, most?.projects ?? 1),
          calculable: false,
          orient: "horizontal",
          left: "left",
          bottom: 0,
          itemHeight: 120,
          inRange: { color: colours.scale },
          textStyle: { color: colours.text },
        },
        series: [
          {
            type: "map",
            map: "departments",
            roam: false,
            selectedMode: false,
            name: t("nav.projects"),
            nameMap: Object.fromEntries(rows.map((row) => [row.code, row.label])),
            label: { show: false },
            emphasis: { label: { color: colours.text }, itemStyle: { areaColor: colours.series[1] } },
            itemStyle: { borderColor: colours.surface, areaColor: colours.quiet },
            data: rows.map((row) => ({ name: row.label, value: row.projects, code: row.code })),
          },
        ],
      }}
      table={{
        columns: [t("filters.department"), t("nav.projects")],
        rows: rows.map((row) => [{ value: row.label }, { value: row.projects, search: narrowed(row.code) }]),
      }}
      onPress={(pressed) => {
        const { code } = pressed.data as { code?: string };
        if (code) void navigate({ to: "/projects", search: narrowed(code) });
      }}
    />
  );
}
