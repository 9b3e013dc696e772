import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "../i18n/useTranslation";
import { FilterBar } from "../projects/FilterBar";
import { facetsQuery } from "../projects/facets";
import type { Filters } from "../projects/filters";
import { usePageTitle } from "../shared/usePageTitle";
import { Alignment } from "./Alignment";
import { Departments } from "./Departments";
import { Flows } from "./Flows";
import { Lights } from "./Lights";
import { Money } from "./Money";
import { Oda } from "./Oda";
import { Ratings } from "./Ratings";

const route = getRouteApi("/analytics");

/** Who works with whom, where, on what, how much and how well; every figure opens the projects behind it. */
export function Analytics() {
  const { t } = useTranslation();
  usePageTitle(t("nav.analytics"));
  const { rows = "katun-axis", columns = "sdg-goal", ...filters } = route.useSearch();
  const navigate = route.useNavigate();
  const facets = useQuery(facetsQuery(filters));
  const change = (next: Filters) => void navigate({ search: { ...next, rows, columns }, replace: true });
  return (
    <Stack gap="md">
      <div>
        <Title order={1} size="h2">
          {t("nav.analytics")}
        </Title>
        <Text c="dimmed">{t("analytics.subtitle")}</Text>
      </div>
      <FilterBar filters={filters} facets={facets.data} onChange={change} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Flows filters={filters} />
        <Departments filters={filters} />
      </SimpleGrid>
      <Alignment
        filters={filters}
        rows={rows}
        columns={columns}
        onChange={(down, across) =>
          void navigate({ search: { ...filters, rows: down, columns: across }, replace: true })
        }
      />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Money filters={filters} />
        <Oda filters={filters} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Lights />
        <Ratings />
      </SimpleGrid>
    </Stack>
  );
}
