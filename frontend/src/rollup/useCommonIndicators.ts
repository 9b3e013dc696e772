import { useQuery } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../api/client";
import { pick } from "../shared/texts";
import type { Choice } from "../vocabularies/useVocabulary";

export type CommonIndicator = Schemas["CommonIndicatorOut"];

export const COMMON_KEY = ["common-indicators"];

/** The lists of what cooperation is to serve. */
export const GOALS = [
  "sdg-goal",
  "sdg-target",
  "katun-axis",
  "national-priority",
  "government-policy",
] as const;

/** What projects have in common to measure, those withdrawn too. */
export function useCommonIndicators() {
  return useQuery({
    queryKey: COMMON_KEY,
    queryFn: () => unwrap(api.GET("/api/v1/common-indicators")),
  });
}

/** The common indicators that can be chosen. */
export function useCommonChoices(): Choice[] {
  const { data } = useCommonIndicators();
  return (data?.items ?? [])
    .filter((item) => !item.withdrawn)
    .map((item) => ({ value: item.id, label: `${pick(item.title)} (${pick(item.unit) || item.measure})` }));
}
