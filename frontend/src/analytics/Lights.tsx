import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { formatNumber, pick } from "../shared/texts";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { axis, base, legend, useColours } from "./Chart";
import { Figure } from "./Figure";
import { Pending } from "./Pending";

const LIGHTS = ["achieved", "on-track", "at-risk", "off-track", "no-data"] as const;
const SHOWN = 15;

/** How well: where the indicators of each project stand. */
export function Lights() {
  const { t } = useTranslation();
  const { label } = useVocabulary("traffic-light");
  const colours = useColours();
  const navigate = useNavigate();
  const found = useQuery({
    queryKey: ["lights"],
    queryFn: () => unwrap(api.GET("/api/v1/rollup/lights")),
  });
  if (!found.data) return <Pending query={found} height={420} />;
  const { items, lights, projects } = found.data;
  const all = Object.values(lights).reduce((sum, count) => sum + count, 0);
  const well = (lights.achieved ?? 0) + (lights["on-track"] ?? 0);
  const shown = items.slice(0, SHOWN);
  return (
    <Figure
      name="milpa-lights"
      finding={
        all
          ? t("analytics.lights.finding", { well: formatNumber(well), all: formatNumber(all) })
          : t("analytics.nothing")
      }
      about={t("analytics.lights.about", { projects: formatNumber(projects) })}
      height={Math.max(220, shown.length * 30 + 80)}
      option={{
        ...base(colours),
        legend: legend(colours),
        grid: { left: 8, right: 16, top: 8, bottom: 40, containLabel: true },
        xAxis: axis(colours, { type: "value", minInterval: 1 }),
        yAxis: axis(colours, {
          type: "category",
          inverse: true,
          data: shown.map((item) => item.project.code),
        }),
        series: LIGHTS.map((light) => ({
          type: "bar",
          stack: "lights",
          name: label(light),
          color: colours.lights[light],
          data: shown.map((item) => item.lights[light] ?? 0),
        })),
      }}
      table={{
        columns: [t("projects.code"), t("projects.title"), ...LIGHTS.map(label)],
        rows: items.map((item) => [
          { value: item.project.code, project: item.project.code },
          { value: pick(item.project.title) },
          ...LIGHTS.map((light) => ({ value: item.lights[light] ?? 0 })),
        ]),
      }}
      onPress={(pressed) =>
        void navigate({ to: "/projects/$code", params: { code: pressed.name }, search: { tab: "results" } })
      }
    />
  );
}
