import { Alert, Badge, Button, Group, Select, Stack, Table, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, type Schemas, unwrap } from "../api/client";
import { useSession } from "../session/useSession";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink, ButtonLink } from "../shared/links";
import { formatAmount, formatDate, formatNumber, pick } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { WideTable } from "../shared/WideTable";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { ExampleBadge, StageBadge, VisibilityBadge } from "./badges";
import { ExportMenu } from "./ExportMenu";
import { FilterBar } from "./FilterBar";
import { type Filters, SORTS, type Sort, toQuery } from "./filters";

const route = getRouteApi("/projects");
const PAGE = 50;

type Item = Schemas["ProjectListItem"];

export function Explorer() {
  const { t } = useTranslation();
  usePageTitle(t("nav.projects"));
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const { may } = useSession();
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
      {items.length > 0 && <ProjectTable items={items} />}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </Stack>
  );
}

function ProjectTable({ items }: { items: Item[] }) {
  const { t } = useTranslation();
  return (
    <WideTable label={t("nav.projects")} minWidth={760} highlight>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={130}>{t("projects.code")}</Table.Th>
          <Table.Th>{t("projects.title")}</Table.Th>
          <Table.Th>{t("projects.partners")}</Table.Th>
          <Table.Th>{t("projects.stage")}</Table.Th>
          <Table.Th>{t("projects.period")}</Table.Th>
          <Table.Th ta="right">{t("projects.budget")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <ProjectRow key={item.id} item={item} />
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

interface Partner {
  name: Record<string, string>;
  acronym: string | null;
  country: string | null;
}

function ProjectRow({ item }: { item: Item }) {
  const modality = useVocabulary("modality");
  const partners = item.partners as unknown as Partner[];
  const budgets = item.totals.filter((total) => total.type === "budget");
  const names = [...new Set(partners.map((partner) => partner.acronym ?? pick(partner.name)))];
  return (
    <Table.Tr>
      <Table.Td className="numbers" style={{ whiteSpace: "nowrap" }}>
        {item.code}
      </Table.Td>
      <Table.Td className="wrap-anywhere">
        <AnchorLink to="/projects/$code" params={{ code: item.code }} fw={500}>
          {pick(item.title)}
        </AnchorLink>
        <Group gap={6} mt={2}>
          <Text size="xs" c="dimmed">
            {modality.label(item.modality)}
          </Text>
          {item.example && <ExampleBadge />}
          {item.visibility !== "public" && <VisibilityBadge visibility={item.visibility} />}
        </Group>
      </Table.Td>
      <Table.Td>
        <Group gap={4}>
          {names.slice(0, 3).map((name) => (
            <Badge key={name} variant="default" tt="none" fw={400} maw={220}>
              {name}
            </Badge>
          ))}
          {names.length > 3 && <Text size="xs">+{names.length - 3}</Text>}
        </Group>
      </Table.Td>
      <Table.Td>
        <StageBadge stage={item.stage} />
      </Table.Td>
      <Table.Td className="numbers">
        <Text size="sm">{[formatDate(item.start), formatDate(item.end)].filter(Boolean).join(" – ")}</Text>
      </Table.Td>
      <Table.Td className="numbers" ta="right">
        {budgets.map((total) => (
          <Text size="sm" key={total.currency} style={{ whiteSpace: "nowrap" }}>
            {formatAmount(total.amount, total.currency)}
          </Text>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}
