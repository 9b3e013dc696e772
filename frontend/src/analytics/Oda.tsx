import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Filters } from "../projects/filters";
import { countryName, formatNumber } from "../shared/texts";
import { useColours, yearly } from "./Chart";
import { Figure } from "./Figure";
import { Pending } from "./Pending";

const SHOWN = 7;
type Year = Schemas["OdaYear"];

/** The context: official development assistance by donor, as the OECD counted it. */
export function Oda({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const colours = useColours();
  const navigate = useNavigate();
  const found = useQuery({
    queryKey: ["oda"],
    queryFn: () => unwrap(api.GET("/api/v1/analytics/oda")),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!found.data) return <Pending query={found} height={420} />;
  const { years, source } = found.data;
  const last = years.at(-1);
  const totals = new Map<string, number>();
  for (const year of years)
    for (const { code, amount } of year.donors) totals.set(code, (totals.get(code) ?? 0) + amount);
  const donors = [...totals].sort((a, b) => b[1] - a[1]).map(([code]) => code);
  const top = donors.slice(0, SHOWN);
  const given = (year: Year, code: string) => year.donors.find((donor) => donor.code === code)?.amount ?? 0;
  const others = (year: Year) => year.total - top.reduce((sum, code) => sum + given(year, code), 0);
  const name = (code: string) => (/^[A-Z]{2}$/.test(code) ? countryName(code) : code);
  const narrowed = (code: string): Filters => ({ ...filters, partner_country: [code] });
  const largest = last?.donors[0];
  return (
    <Figure
      name="milpa-oda"
      finding={
        last && largest
          ? t("analytics.oda.finding", {
              year: last.year,
              amount: formatNumber(Math.round(last.total / 1e6)),
              donor: name(largest.code),
              share: Math.round((largest.amount / last.total) * 100),
            })
          : t("analytics.nothing")
      }
      about={t("analytics.oda.about")}
      source={source}
      option={{
        ...yearly(
          colours,
          years.map((year) => year.year),
          t("analytics.oda.unit"),
          (value) => formatNumber(value / 1e6),
        ),
        series: [
          ...top.map((code) => ({ code, value: (year: Year) => given(year, code) })),
          { code: "", value: others },
        ].map(({ code, value }) => ({
          type: "bar",
          stack: "donors",
          name: code ? name(code) : t("analytics.oda.others"),
          tooltip: { valueFormatter: (amount: number) => `${formatNumber(amount)} USD` },
          data: years.map(value),
        })),
      }}
      table={{
        columns: [t("analytics.oda.donor"), ...years.map((year) => `${year.year} (USD)`)],
        rows: donors.map((code) => [
          { value: name(code), ...(/^[A-Z]{2}$/.test(code) ? { search: narrowed(code) } : {}) },
          ...years.map((year) => ({ value: given(year, code) })),
        ]),
      }}
      onPress={(pressed) => {
        const code = top.find((donor) => name(donor) === pressed.seriesName);
        if (code && /^[A-Z]{2}$/.test(code)) void navigate({ to: "/projects", search: narrowed(code) });
      }}
    />
  );
}
