import { Alert, Button, Group, Select, Stack, Text, Title } from "@mantine/core";
import { useHotkeys, useIntersection, useMediaQuery } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { useSession } from "../session/useSession";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { ButtonLink } from "../shared/links";
import { formatNumber } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { BulkBar } from "./BulkBar";
import { ExportMenu } from "./ExportMenu";
import { FilterBar } from "./FilterBar";
import { facetsQuery } from "./facets";
import { type Filters, SHOWN_COLUMNS, SORTS, type Sort, toQuery } from "./filters";
import { ColumnMenu, ViewSwitch } from "./ListOptions";
import type { Item } from "./listed";
import { ProjectCards } from "./ProjectCards";
import { ProjectTable } from "./ProjectTable";
import { SavedViews } from "./SavedViews";
import { Timeline } from "./Timeline";

// The map comes with the charts, which most lists do not need.
const Departments = lazy(async () => ({ default: (await import("../analytics/Departments")).Departments }));

const route = getRouteApi("/projects");
const PAGE = 100;

export function Explorer() {
  const { t } = useTranslation();
  usePageTitle(t("nav.projects"));
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const { session, may } = useSession();
  useHotkeys([["/", () => document.querySelector<HTMLInputElement>("main input[type=search]")?.focus()]]);
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
  const facets = useQuery({ ...facetsQuery(filters), placeholderData: keepPreviousData });
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const total = list.data?.pages[0]?.total;
  const view = filters.view ?? (narrow ? "cards" : "table");
  const [chosen, setChosen] = useState<ReadonlyMap<string, Item>>(new Map());
  const choose = useCallback((changed: Item[], wanted: boolean) => {
    setChosen((before) => {
      const after = new Map(before);
      for (const item of changed) wanted ? after.set(item.id, item) : after.delete(item.id);
      return after;
    });
  }, []);
  const choosing = may("projects:write") && view === "table" ? { chosen, onChoose: choose } : {};
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
      <Group justify="space-between" gap="xs">
        <Text size="sm" role="status" className="numbers">
          {total === undefined ? " " : t("projects.found", { count: total, number: formatNumber(total) })}
        </Text>
        <Group gap="xs" align="flex-end">
          <Select
            size="xs"
            w={210}
            aria-label={t("projects.sort")}
            allowDeselect={false}
            data={SORTS.map((sort) => ({ value: sort, label: t(`sort.${sort}`) }))}
            value={filters.sort ?? "-updated_at"}
            onChange={(sort) => change({ ...filters, sort: (sort as Sort | null) ?? undefined })}
          />
          {session?.subject && <SavedViews filters={filters} onOpen={change} />}
          {view === "table" && <ColumnMenu filters={filters} onChange={change} />}
          <ViewSwitch filters={filters} view={view} onChange={change} />
        </Group>
      </Group>
      {chosen.size > 0 && <BulkBar chosen={chosen} onClear={() => setChosen(new Map())} />}
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading rows={10} />}
      {total === 0 && <Text c="dimmed">{t("projects.none")}</Text>}
      {view === "map" && <MapView filters={filters} />}
      {items.length > 0 && view === "table" && (
        <ProjectTable items={items} columns={filters.cols ?? SHOWN_COLUMNS} {...choosing} />
      )}
      {items.length > 0 && (view === "cards" || view === "map") && <ProjectCards items={items} />}
      {items.length > 0 && view === "timeline" && <Timeline items={items} />}
      {list.hasNextPage && (
        <More loading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
      )}
    </Stack>
  );
}

function MapView({ filters }: { filters: Filters }) {
  return (
    <Suspense fallback={<Loading rows={8} />}>
      <Departments filters={filters} />
    </Suspense>
  );
}

/** The next rows come as one scrolls near them; by keyboard, with the button. */
function More({ loading, onMore }: { loading: boolean; onMore: () => void }) {
  const { t } = useTranslation();
  const { ref, entry } = useIntersection<HTMLButtonElement>({ rootMargin: "600px" });
  const near = entry?.isIntersecting ?? false;
  const more = useRef(onMore);
  more.current = onMore;
  useEffect(() => {
    if (near && !loading) more.current();
  }, [near, loading]);
  return (
    <Button ref={ref} variant="default" loading={loading} onClick={onMore}>
      {t("common.more")}
    </Button>
  );
}
