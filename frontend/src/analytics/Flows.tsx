import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { type Filters, toQuery } from "../projects/filters";
import { countryName, formatNumber } from "../shared/texts";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { base, useColours } from "./Chart";
import { Figure } from "./Figure";
import { Pending } from "./Pending";

type Side = Schemas["Side"];

/** Who works with whom: facilitating, pivotal and beneficiary partners by country. */
export function Flows({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const roles = useVocabulary("partner-role");
  const colours = useColours();
  const navigate = useNavigate();
  const query = toQuery(filters);
  const found = useQuery({
    queryKey: ["flows", query],
    queryFn: () => unwrap(api.GET("/api/v1/analytics/flows", { params: { query } })),
  });
  if (!found.data) return <Pending query={found} height={480} />;
  const { items, projects, triangular } = found.data;
  const country = (side: Side) => (side.country ? countryName(side.country) : t("analytics.unknownCountry"));
  const name = (side: Side) => `${country(side)} · ${roles.label(side.role)}`;
  const narrowed = (...sides: Side[]): Filters => ({
    ...filters,
    partner_role: [
      ...(filters.partner_role ?? []),
      ...sides.filter((side) => side.country).map((side) => `${side.role}:${side.country}`),
    ],
  });
  const nodes = new Map(
    items.flatMap(({ source, target }) => [source, target]).map((side) => [name(side), side]),
  );
  const [first] = items;
  return (
    <Figure
      name="milpa-flows"
      finding={
        first
          ? t("analytics.flows.finding", {
              source: country(first.source),
              target: country(first.target),
              count: first.projects,
              number: formatNumber(first.projects),
            })
          : t("analytics.nothing")
      }
      about={t("analytics.flows.about", {
        triangular: formatNumber(triangular),
        projects: formatNumber(projects),
      })}
      height={Math.max(260, nodes.size * 26)}
      option={{
        ...base(colours),
        series: [
          {
            type: "sankey",
            left: 8,
            right: 135,
            nodeAlign: "left",
            emphasis: { focus: "adjacency" },
            lineStyle: { color: "gradient", opacity: 0.4 },
            label: { color: colours.text, width: 125, lineHeight: 15, overflow: "break" },
            labelLayout: { hideOverlap: true },
            data: [...nodes.keys()].map((id) => ({ name: id })),
            links: items.map(({ source, target, projects: value }) => ({
              source: name(source),
              target: name(target),
              value,
            })),
          },
        ],
      }}
      table={{
        columns: [t("analytics.flows.from"), t("analytics.flows.to"), t("nav.projects")],
        rows: items.map(({ source, target, projects: value }) => [
          { value: name(source) },
          { value: name(target) },
          { value, search: narrowed(source, target) },
        ]),
      }}
      onPress={(pressed) => {
        const link = pressed.data as { source?: string; target?: string };
        const ends = pressed.dataType === "edge" ? [link.source, link.target] : [pressed.name];
        const sides = ends.flatMap((id) => nodes.get(id ?? "") ?? []);
        void navigate({ to: "/projects", search: narrowed(...sides) });
      }}
    />
  );
}
