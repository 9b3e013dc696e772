import { Card, Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { ProblemAlert } from "../shared/Failure";

/** A figure's place while its data is on the way, or why it did not come. */
export function Pending({ query, height }: { query: UseQueryResult<unknown>; height: number }) {
  if (query.isError) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Card withBorder>
      <Skeleton height={height} />
    </Card>
  );
}
