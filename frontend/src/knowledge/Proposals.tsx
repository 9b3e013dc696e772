import { Button, Group, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { nameOf } from "../organisations/nameOf";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { countryName, pick } from "../shared/texts";

type Proposal = Schemas["KnowledgeProposal"];
type Reason = Proposal["reasons"][number];

/** What is known so far of a project: what is like it is looked for by that. */
export interface Known {
  title: string;
  codes: string[];
  countries: string[];
  organisations: string[];
  project?: string;
}

interface Props {
  known: Known;
  kinds: Proposal["kind"][];
  /** Takes an indicator over into what is being written. */
  onTake?: (proposal: Proposal) => void;
}

/** What similar projects learnt and measured, each with the reason why it is proposed. */
export function Proposals({ known, kinds, onTake }: Props) {
  const { t } = useTranslation();
  const [settled] = useDebouncedValue(JSON.stringify(known), 500);
  const asked = JSON.parse(settled) as Known;
  const telling = asked.title.length >= 8 || asked.codes.length > 0;
  const found = useQuery({
    queryKey: ["knowledge-proposals", settled, kinds],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/knowledge/proposals", {
          params: {
            query: {
              title: asked.title,
              code: asked.codes,
              country: asked.countries,
              organisation: asked.organisations,
              kind: kinds,
              ...(asked.project ? { project: asked.project } : {}),
            },
          },
        }),
      ),
    enabled: telling,
  });
  const items = telling ? (found.data?.items ?? []) : [];
  if (items.length === 0) return null;
  return (
    <Section title={t("knowledge.proposals")}>
      <Stack gap="sm">
        {items.map((item) => (
          <Group key={`${item.kind} ${item.id}`} justify="space-between" align="flex-start" wrap="nowrap">
            <div>
              <Text size="sm" fw={500}>
                {`${t(`knowledge.proposed.${item.kind}`)}: ${pick(item.title)}`}
              </Text>
              {pick(item.text) && (
                <Text size="sm" lineClamp={3}>
                  {pick(item.text)}
                </Text>
              )}
              <Text size="xs" c="dimmed">
                {t("knowledge.because", {
                  reasons: item.reasons.map((reason) => told(reason, t)).join("; "),
                })}
              </Text>
              {item.project && (
                <AnchorLink
                  to="/projects/$code"
                  params={{ code: item.project.code }}
                  target="_blank"
                  size="xs"
                >
                  {`${item.project.code} · ${pick(item.project.title)}`}
                </AnchorLink>
              )}
              {item.organisation && <Text size="xs">{nameOf(item.organisation)}</Text>}
            </div>
            {onTake && item.indicator && (
              <Button
                size="compact-sm"
                variant="default"
                flex="none"
                aria-label={`${t("knowledge.take")}: ${pick(item.title)}`}
                onClick={() => onTake(item)}
              >
                {t("knowledge.take")}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Section>
  );
}

function told(reason: Reason, t: ReturnType<typeof useTranslation>["t"]): string {
  switch (reason.kind) {
    case "title":
      return t("knowledge.reason.title", { percent: reason.value });
    case "code":
      return t("knowledge.reason.code", { label: pick(reason.label) || reason.value });
    case "partner":
      return t("knowledge.reason.partner", { name: pick(reason.label) });
    case "country":
      return t("knowledge.reason.country", { name: countryName(reason.value) });
  }
}
