import { keepPreviousData, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";

interface Page<Item> {
  items: Item[];
  total: number;
  next: string | null;
}

/** A list that is read page by page. */
export function usePages<Item>(
  queryKey: QueryKey,
  read: (after: { after?: string }) => Promise<Page<Item>>,
  enabled = true,
) {
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam ? { after: pageParam } : {}),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
  });
  return {
    ...list,
    items: list.data?.pages.flatMap((page) => page.items) ?? [],
    total: list.data?.pages[0]?.total,
  };
}
