import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { type Filters, toQuery } from "../projects/filters";
import { formatNumber } from "../shared/texts";
import { useColours, yearly } from "./Chart";
import { Figure } from "./Figure";
import { Pending } from "./Pending";

/** How much: cash beside exchange in kind by year, planned and executed. */
export function Money({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const colours = useColours();
  const navigate = useNavigate();
  const query = toQuery(filters);
  const found = useQuery({
    queryKey: ["money", query],
    queryFn: () => unwrap(api.GET("/api/v1/analytics/money", { params: { query } })),
  });
  if (!found.data) return <Pending query={found} height={420} />;
  const { years, unvalued } = found.data;
  const sum = (basis: "planned" | "executed", kind: "cash" | "in_kind") =>
    years.reduce((total, year) => total + Number(year[basis][kind]), 0);
  const executed = sum("executed", "cash") + sum("executed", "in_kind");
  const share = executed ? Math.round((sum("executed", "in_kind") / executed) * 100) : 0;
  const series = (["executed", "planned"] as const).flatMap((basis) =>
    (["cash", "in_kind"] as const).map((kind) => ({
      basis,
      kind,
      name: t(`analytics.money.${basis}.${kind}`),
    })),
  );
  const narrowed = (year: number): Filters => ({
    ...filters,
    active_from: `${year}-01-01`,
    active_to: `${year}-12-31`,
  });
  return (
    <Figure
      name="milpa-money"
      finding={
        executed
          ? t("analytics.money.finding", { amount: formatNumber(Math.round(executed)), share })
          : t("analytics.nothing")
      }
      about={t("analytics.money.about", { unvalued: formatNumber(unvalued) })}
      option={{
        ...yearly(
          colours,
          years.map((year) => year.year),
          "USD",
          formatNumber,
        ),
        series: series.map(({ basis, kind, name }) => ({
          type: "bar",
          name,
          stack: basis,
          tooltip: { valueFormatter: (value: number) => `${formatNumber(value)} USD` },
          itemStyle: basis === "planned" ? { opacity: 0.45 } : {},
          color: colours.series[kind === "cash" ? 0 : 1],
          data: years.map((year) => Number(year[basis][kind])),
        })),
      }}
      table={{
        columns: [t("analytics.year"), ...series.map(({ name }) => `${name} (USD)`)],
        rows: years.map((year) => [
          { value: String(year.year), search: narrowed(year.year) },
          ...series.map(({ basis, kind }) => ({ value: Number(year[basis][kind]) })),
        ]),
      }}
      onPress={(pressed) => void navigate({ to: "/projects", search: narrowed(Number(pressed.name)) })}
    />
  );
}
