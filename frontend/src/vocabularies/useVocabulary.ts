import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { pick } from "../shared/texts";

export interface Choice {
  value: string;
  label: string;
}

interface Vocabulary {
  choices: Choice[];
  /** The label of a code, or the code itself. */
  label: (code: string | null | undefined) => string;
}

/** A code list in the reader's language: what can be chosen (withdrawn codes cannot), and every label. */
export function useVocabulary(key: string): Vocabulary {
  const { i18n } = useTranslation();
  const language = i18n.resolvedLanguage;
  const { data } = useQuery({
    queryKey: ["vocabulary", key],
    queryFn: () => unwrap(api.GET("/api/v1/vocabularies/{key}/codes", { params: { path: { key } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return useMemo(() => {
    const items = data?.items ?? [];
    const labels = new Map(items.map((item) => [item.code, pick(item.label, language)]));
    return {
      choices: items
        .filter((item) => !item.withdrawn)
        .map((item) => ({ value: item.code, label: labels.get(item.code) ?? item.code })),
      label: (code) => (code ? (labels.get(code) ?? code) : ""),
    };
  }, [data, language]);
}
