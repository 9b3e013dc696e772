import { NativeSelect, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { useSession } from "../session/useSession";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { pick } from "../shared/texts";
import { Recommendation } from "./Recommendation";
import { STANDINGS } from "./StatusBadge";

const COLUMNS = [
  { name: "answer", standings: ["response-late", "awaiting-response"] },
  { name: "act", standings: ["overdue", "in-follow-up"] },
  { name: "done", standings: ["implemented", "rejected"] },
] as const;

/** The follow-up board: recommendations by what they need next, those that are late first. */
export function Board() {
  const { t } = useTranslation();
  const { session } = useSession();
  const [whose, setWhose] = useState<"all" | "own">("all");
  const own = session?.organisation?.id;
  const query = whose === "own" && own ? { organisation: own } : {};
  const found = useQuery({
    queryKey: ["recommendations", query],
    queryFn: () => unwrap(api.GET("/api/v1/recommendations", { params: { query } })),
  });
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading rows={4} />;
  const items = [...found.data.items].sort(
    (one, other) => STANDINGS.indexOf(one.standing) - STANDINGS.indexOf(other.standing),
  );
  return (
    <Stack>
      {own && (
        <NativeSelect
          label={t("evaluations.whose")}
          maw={320}
          data={(["all", "own"] as const).map((value) => ({
            value,
            label: t(`evaluations.whoseChoices.${value}`),
          }))}
          value={whose}
          onChange={(event) => setWhose(event.currentTarget.value as "all")}
        />
      )}
      {items.length === 0 && <Text c="dimmed">{t("evaluations.boardEmpty")}</Text>}
      {items.length > 0 && (
        <SimpleGrid cols={{ base: 1, md: 3 }}>
          {COLUMNS.map((column) => {
            const here = items.filter((item) =>
              (column.standings as readonly string[]).includes(item.standing),
            );
            return (
              <Stack
                key={column.name}
                gap="sm"
                component="section"
                aria-label={t(`evaluations.column.${column.name}`)}
              >
                <Title order={2} size="h4">
                  {`${t(`evaluations.column.${column.name}`)} (${here.length})`}
                </Title>
                {here.map((item) => (
                  <div key={item.id}>
                    <AnchorLink to="/evaluations/$id" params={{ id: item.evaluation_id }} size="xs">
                      {pick(item.evaluation)}
                    </AnchorLink>
                    <Recommendation item={item} basis="" mayRespond queryKey={["recommendations"]} />
                  </div>
                ))}
              </Stack>
            );
          })}
        </SimpleGrid>
      )}
    </Stack>
  );
}
