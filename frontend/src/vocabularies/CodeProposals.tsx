import { Button, Group, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { pick } from "../shared/texts";

interface Pair {
  vocabulary: string;
  code: string;
}

/** Codes of other lists that fit those chosen; a person takes them or leaves them. */
export function CodeProposals({ chosen, onTake }: { chosen: Pair[]; onTake: (pair: Pair) => void }) {
  const { t } = useTranslation();
  const codes = chosen.filter((pair) => pair.code !== "");
  const found = useQuery({
    queryKey: ["proposals", codes],
    queryFn: () => unwrap(api.POST("/api/v1/vocabularies/proposals", { body: { codes } })),
    enabled: codes.length > 0,
  });
  const items = codes.length > 0 ? (found.data?.items ?? []) : [];
  if (items.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={500}>
        {t("form.proposals")}
      </Text>
      <Group gap="xs" mt={4}>
        {items.map((item) => (
          <Button
            key={`${item.vocabulary}:${item.code}`}
            size="compact-sm"
            variant="default"
            title={t("form.proposedBecause", {
              code: `${t(`vocabulary.${item.because.vocabulary as "sdg-goal"}`, { defaultValue: item.because.vocabulary })} ${item.because.code}`,
            })}
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onTake({ vocabulary: item.vocabulary, code: item.code })}
          >
            {`${t(`vocabulary.${item.vocabulary as "sdg-goal"}`, { defaultValue: item.vocabulary })}: ${pick(item.label)}`}
          </Button>
        ))}
      </Group>
    </div>
  );
}
