import { Button, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "./Failure";
import { Loading } from "./Loading";

interface Props {
  list: {
    isPending: boolean;
    isError: boolean;
    error: unknown;
    refetch: () => Promise<unknown>;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => Promise<unknown>;
    total: number | undefined;
  };
  /** What an empty list says. */
  empty: string;
  children: ReactNode;
}

/** A list as it comes: skeleton, failure, nothing, the rows, and more of them. */
export function Listing({ list, empty, children }: Props) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading rows={4} />}
      {list.total === 0 && <Text c="dimmed">{empty}</Text>}
      {(list.total ?? 0) > 0 && children}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </Stack>
  );
}
