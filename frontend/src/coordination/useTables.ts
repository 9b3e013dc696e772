import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useSession } from "../session/useSession";
import { pick } from "../shared/texts";
import type { Choice } from "../vocabularies/useVocabulary";

/** The working tables that something can belong to. */
export function useTableChoices(): Choice[] {
  const { may } = useSession();
  const { data } = useQuery({
    queryKey: ["tables", "choices"],
    queryFn: () => unwrap(api.GET("/api/v1/working-tables", { params: { query: { limit: 200 } } })),
    enabled: may("internal:read"),
  });
  return (data?.items ?? []).map((table) => ({ value: table.id, label: pick(table.name) }));
}
