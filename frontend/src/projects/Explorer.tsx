import { Alert, Button, Group, Select, Stack, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { useSession } from "../session/useSession";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { ButtonLink } from "../shared/links";
import { formatNumber } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { ExportMenu } from "./ExportMenu";
import { FilterBar } from "./FilterBar";
import { type Filters, SORTS, type Sort, toQuery } from "./filters";
import { ProjectCards } from "./ProjectCards";
import { ProjectTable } from "./ProjectTable";

const route = getRouteApi("/projects");
const PAGE = 50;

export function Explorer() {
  const { t } = useTranslation();
  usePageTitle(t("nav.projects"));
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const { may } = useSession();
  const narrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const change = (next: Filters) => void navigate({ search: next, replace: true });
  const query = toQuery(filters);
  const list = useInfiniteQuery({
    queryKey: ["projects", query],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects", {
          params: { query: { ...query, limit: PAGE, ...(pageParam ? { after: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const facets = useQuery({
    queryKey: ["facets", { ...query, sort: undefined }],
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/facets", { params: { query: { ...query, sort: undefined } } })),
    placeholderData: keepPreviousData,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t("nav.projects")}
        </Title>
        <Group gap="xs">
          <ExportMenu filters={filters} />
          {may("projects:write") && (
            <ButtonLink to="/projects/new" leftSection={<IconPlus size={16} aria-hidden />}>
              {t("projects.register")}
            </ButtonLink>
          )}
        </Group>
      </Group>
      <FilterBar filters={filters} facets={facets.data} onChange={change} />
      {filters.imported_by && (
        <Alert role="note" variant="light">
          {t("projects.ofImport")}
        </Alert>
      )}
      <Group justify="space-between">
        <Text size="sm" role="status" className="numbers">
          {total === undefined ? " " : t("projects.found", { count: total, number: formatNumber(total) })}
        </Text>
        <Select
          size="xs"
          w={230}
          label={t("projects.sort")}
          allowDeselect={false}
          data={SORTS.map((sort) => ({ value: sort, label: t(`sort.${sort}`) }))}
          value={filters.sort ?? "-updated_at"}
          onChange={(sort) => change({ ...filters, sort: (sort as Sort | null) ?? undefined })}
        />
      </Group>
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading rows={10} />}
      {total === 0 && <Text c="dimmed">{t("projects.none")}</Text>}
      {items.length > 0 && (narrow ? <ProjectCards items={items} /> : <ProjectTable items={items} />)}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </Stack>
  );
}
