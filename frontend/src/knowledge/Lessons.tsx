import { Button, Card, Stack, Text, Title } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "../api/client";
import { ExampleBadge } from "../projects/badges";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { SearchInput } from "../shared/SearchInput";
import { pick } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";

const route = getRouteApi("/knowledge");

/** Every lesson of the projects the reader may see, found by its words. */
export function Lessons() {
  const { t } = useTranslation();
  usePageTitle(t("nav.knowledge"));
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery({
    queryKey: ["lessons", { q }],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/lessons", {
          params: { query: { q, limit: 50, ...(pageParam ? { after: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack>
      <Title order={1} size="h2">
        {t("nav.knowledge")}
      </Title>
      <SearchInput
        label={t("lessons.search")}
        value={q}
        onChange={(words) => void navigate({ search: words ? { q: words } : {}, replace: true })}
      />
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && items.length === 0 && (
        <Text c="dimmed">{q ? t("common.nothingFound") : t("lessons.emptyHint")}</Text>
      )}
      {items.map((item) => (
        <Card withBorder key={item.id}>
          <Title order={2} size="h4">
            {pick(item.title)} {item.example && <ExampleBadge />}
          </Title>
          <Text style={{ whiteSpace: "pre-line" }}>{pick(item.lesson)}</Text>
          <AnchorLink to="/projects/$code" params={{ code: item.project.code }} size="sm">
            {item.project.code} · {pick(item.project.title)}
          </AnchorLink>
        </Card>
      ))}
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </Stack>
  );
}
