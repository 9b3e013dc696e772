import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { formatNumber } from "../shared/texts";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { axis, base, legend, useColours } from "./Chart";
import { Figure } from "./Figure";
import { Pending } from "./Pending";

/** How well, as evaluators saw it: the DAC criteria by their ratings, on the scale of six. */
export function Ratings() {
  const { t } = useTranslation();
  const criteria = useVocabulary("dac-criterion");
  const scale = useVocabulary("rating-six");
  const colours = useColours();
  const navigate = useNavigate();
  const found = useQuery({
    queryKey: ["ratings"],
    queryFn: () => unwrap(api.GET("/api/v1/rollup/ratings")),
  });
  if (!found.data) return <Pending query={found} height={420} />;
  const { items, evaluations } = found.data;
  const counted = new Map(items.map((item) => [`${item.criterion}|${item.rating}`, item.evaluations]));
  const rows = criteria.choices;
  const grades = scale.choices;
  const count = (criterion: string, rating: string) => counted.get(`${criterion}|${rating}`) ?? 0;
  const name = (grade: (typeof grades)[number]) => `${grade.value} · ${grade.label}`;
  return (
    <Figure
      name="milpa-ratings"
      finding={
        evaluations
          ? t("analytics.ratings.finding", { count: evaluations, number: formatNumber(evaluations) })
          : t("analytics.nothing")
      }
      about={t("analytics.ratings.about")}
      height={Math.max(260, rows.length * 34 + 80)}
      option={{
        ...base(colours),
        legend: legend(colours),
        grid: { left: 8, right: 16, top: 8, bottom: 40, containLabel: true },
        xAxis: axis(colours, { type: "value", minInterval: 1 }),
        yAxis: axis(colours, { type: "category", inverse: true, data: rows.map((row) => row.label) }),
        series: grades.map((grade) => ({
          type: "bar",
          stack: "ratings",
          name: name(grade),
          data: rows.map((row) => count(row.value, grade.value)),
        })),
      }}
      table={{
        columns: [t("analytics.ratings.criterion"), ...grades.map(name)],
        rows: rows.map((row) => [
          { value: row.label },
          ...grades.map((grade) => ({ value: count(row.value, grade.value) })),
        ]),
      }}
      onPress={() => void navigate({ to: "/evaluations" })}
    />
  );
}
