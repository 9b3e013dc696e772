import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { pick } from "../shared/texts";

/** What an evaluation's quality is judged by. */
export function useChecklist() {
  const { data } = useQuery({
    queryKey: ["quality-checklist"],
    queryFn: () => unwrap(api.GET("/api/v1/evaluations/quality-checklist")),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const items = data?.items ?? [];
  return { items, choices: items.map((item) => ({ value: item.code, label: pick(item.text) })) };
}
