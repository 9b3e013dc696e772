import { Badge, Group, Text } from "@mantine/core";
import type { Schemas } from "../api/client";
import { AnchorLink } from "../shared/links";
import { formatAmount, formatDate, pick } from "../shared/texts";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { ExampleBadge, VisibilityBadge } from "./badges";

export type Item = Schemas["ProjectListItem"];

interface Partner {
  name: Record<string, string>;
  acronym: string | null;
  country: string | null;
}

/** A listed project's title, leading to its record. */
export function ItemTitle({ item }: { item: Item }) {
  return (
    <AnchorLink to="/projects/$code" params={{ code: item.code }} fw={500}>
      {pick(item.title)}
    </AnchorLink>
  );
}

/** A listed project's modality and what sets it apart: an example, not public. */
export function ItemMarks({ item }: { item: Item }) {
  const modality = useVocabulary("modality");
  const marked = item.modality || item.example || item.visibility !== "public";
  if (!marked) return null;
  return (
    <Group gap={6} mt={2}>
      {item.modality && (
        <Text size="xs" c="dimmed">
          {modality.label(item.modality)}
        </Text>
      )}
      {item.example && <ExampleBadge />}
      {item.visibility !== "public" && <VisibilityBadge visibility={item.visibility} />}
    </Group>
  );
}

/** The first partners of a listed project, and how many more there are. */
export function ItemPartners({ item }: { item: Item }) {
  const partners = item.partners as unknown as Partner[];
  const names = [...new Set(partners.map((partner) => partner.acronym ?? pick(partner.name)))];
  return (
    <Group gap={4}>
      {names.slice(0, 3).map((name) => (
        <Badge key={name} variant="default" tt="none" fw={400} maw={220}>
          {name}
        </Badge>
      ))}
      {names.length > 3 && <Text size="xs">+{names.length - 3}</Text>}
    </Group>
  );
}

/** When a listed project runs; a date is not broken over two lines. */
export function itemPeriod(item: Item): string {
  const dates = [formatDate(item.start), formatDate(item.end)].filter(Boolean);
  return dates.map((date) => date?.replaceAll(" ", "\u00a0")).join(" – ");
}

/** What a listed project is budgeted, one text a currency. */
export function itemBudgets(item: Item): string[] {
  return item.totals
    .filter((total) => total.type === "budget")
    .map((total) => formatAmount(total.amount, total.currency));
}
