import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { facetsQuery } from "../projects/facets";
import { type Filters, toQuery } from "../projects/filters";
import { formatNumber, pick } from "../shared/texts";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { base, shades, useColours } from "./Chart";
import { Figure } from "./Figure";
import { Pending } from "./Pending";

type Spot = Schemas["Spot"];

/** The edges of the drawn map; points in other countries are in the table alone. */
const EDGES = { west: -92.3, east: -88.2, south: 13.7, north: 17.9 };

/** Where projects work: the departments by how many there are, and the points that are known. */
export function Departments({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const departments = useVocabulary("department");
  const colours = useColours();
  const navigate = useNavigate();
  const query = toQuery(filters);
  const found = useQuery(facetsQuery(filters));
  const placed = useQuery({
    queryKey: ["points", query],
    queryFn: () => unwrap(api.GET("/api/v1/analytics/points", { params: { query } })),
  });
  if (!found.data) return <Pending query={found} height={480} />;
  if (!placed.data) return <Pending query={placed} height={480} />;
  const spots = placed.data.items;
  const counted = new Map(found.data.department.map((item) => [item.code, item.projects]));
  const rows = departments.choices
    .map(({ value, label }) => ({ code: value, label, projects: counted.get(value) ?? 0 }))
    .sort((a, b) => b.projects - a.projects || a.label.localeCompare(b.label));
  const [most] = rows;
  const empty = rows.filter((row) => row.projects === 0).length;
  const narrowed = (code: string): Filters => ({ ...filters, department: [code] });
  const at = (spot: Spot): Filters => ({ ...filters, point: `${spot.longitude},${spot.latitude}` });
  const press = ({ code, spot }: { code?: string; spot?: Spot }) => {
    if (spot?.project) void navigate({ to: "/projects/$code", params: { code: spot.project.code } });
    else if (spot) void navigate({ to: "/projects", search: at(spot) });
    else if (code) void navigate({ to: "/projects", search: narrowed(code) });
  };
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
      about={[
        t("analytics.departments.about", { empty: formatNumber(empty), all: formatNumber(rows.length) }),
        t("analytics.departments.points", {
          count: placed.data.total,
          number: formatNumber(placed.data.total),
        }),
      ].join(". ")}
      source={t("analytics.departments.source")}
      height={420}
      option={{
        ...base(colours),
        visualMap: shades(colours, most?.projects ?? 1, { left: "left", itemHeight: 120, seriesIndex: 0 }),
        geo: {
          map: "departments",
          roam: false,
          selectedMode: false,
          nameMap: Object.fromEntries(rows.map((row) => [row.code, row.label])),
          label: { show: false },
          emphasis: { label: { color: colours.text }, itemStyle: { areaColor: colours.series[1] } },
          itemStyle: { borderColor: colours.surface, areaColor: colours.quiet },
        },
        series: [
          {
            type: "map",
            geoIndex: 0,
            name: t("nav.projects"),
            data: rows.map((row) => ({ name: row.label, value: row.projects, code: row.code })),
          },
          {
            type: "scatter",
            coordinateSystem: "geo",
            name: t("analytics.departments.places"),
            symbolSize: 11,
            itemStyle: { color: colours.series[1], borderColor: colours.surface, borderWidth: 1.5 },
            tooltip: { formatter: ({ data }: { data: { spot: Spot } }) => saidOf(data.spot) },
            data: spots.filter(isOnMap).map((spot) => ({
              name: placeName(spot),
              value: [Number(spot.longitude), Number(spot.latitude)],
              spot,
            })),
          },
        ],
      }}
      table={{
        columns: [t("analytics.departments.place"), t("nav.projects")],
        rows: [
          ...rows.map((row) => [{ value: row.label }, { value: row.projects, search: narrowed(row.code) }]),
          ...spots.map((spot) => [
            { value: `${placeName(spot)} (${coordinates(spot)})` },
            { value: spot.projects, search: at(spot) },
          ]),
        ],
      }}
      onPress={({ data }) => press(data as { code?: string; spot?: Spot })}
    />
  );
}

function isOnMap({ longitude, latitude }: Spot): boolean {
  const [x, y] = [Number(longitude), Number(latitude)];
  return x > EDGES.west && x < EDGES.east && y > EDGES.south && y < EDGES.north;
}

function coordinates({ longitude, latitude }: Spot): string {
  return `${latitude}, ${longitude}`;
}

function placeName(spot: Spot): string {
  return pick(spot.name) || coordinates(spot);
}

/** The words at a point: its name, and its project or how many there are. */
function saidOf(spot: Spot): string {
  const behind = spot.project
    ? `${spot.project.code} ${pick(spot.project.title)}`
    : formatNumber(spot.projects);
  return `${placeName(spot)}\n${behind}`;
}
