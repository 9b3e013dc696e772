import { Group, Pill } from "@mantine/core";
import { useTranslation } from "../i18n/useTranslation";
import { countryName, formatDate } from "../shared/texts";
import { useVocabulary } from "../vocabularies/useVocabulary";
import type { Filters } from "./filters";

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

/** What narrows the list beyond the bar's own choices, as a figure or a record set it; each can be taken away. */
export function FurtherFilters({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const without = (name: "classification" | "partner_role", value: string) => {
    const rest = (filters[name] ?? []).filter((other) => other !== value);
    onChange({ ...filters, [name]: rest.length ? rest : undefined });
  };
  const classified = (filters.classification ?? []).filter((pair) => !pair.startsWith("sdg-goal:"));
  const days = (["active_from", "active_to"] as const).filter((name) => filters[name]);
  if (
    !classified.length &&
    !filters.partner_role?.length &&
    !filters.organisation &&
    !filters.point &&
    !days.length
  )
    return null;
  return (
    <Group gap="xs">
      {classified.map((pair) => (
        <CodePill key={pair} pair={pair} onRemove={() => without("classification", pair)} />
      ))}
      {(filters.partner_role ?? []).map((pair) => (
        <RolePill key={pair} pair={pair} onRemove={() => without("partner_role", pair)} />
      ))}
      {filters.organisation && (
        <FilterPill
          text={t("filters.organisation")}
          onRemove={() => onChange({ ...filters, organisation: undefined })}
        />
      )}
      {filters.point && (
        <FilterPill
          text={`${t("filters.point")} ${filters.point.split(",").reverse().join(", ")}`}
          onRemove={() => onChange({ ...filters, point: undefined })}
        />
      )}
      {days.map((name) => (
        <FilterPill
          key={name}
          text={`${t(`filters.${name}`)} ${formatDate(filters[name])}`}
          onRemove={() => onChange({ ...filters, [name]: undefined })}
        />
      ))}
    </Group>
  );
}

function CodePill({ pair, onRemove }: { pair: string; onRemove: () => void }) {
  const { t } = useTranslation();
  const [vocabulary = "", code = ""] = pair.split(":", 2);
  const { label } = useVocabulary(vocabulary);
  const list = t(`vocabulary.${vocabulary as "tag"}`, { defaultValue: vocabulary });
  return <FilterPill text={`${list}: ${label(code)}`} onRemove={onRemove} />;
}

function RolePill({ pair, onRemove }: { pair: string; onRemove: () => void }) {
  const { label } = useVocabulary("partner-role");
  const [role = "", country = ""] = pair.split(":", 2);
  return <FilterPill text={`${label(role)}: ${countryName(country)}`} onRemove={onRemove} />;
}

function FilterPill({ text, onRemove }: { text: string; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <Pill
      size="md"
      withRemoveButton
      onRemove={onRemove}
      removeButtonProps={{
        "aria-label": t("filters.remove", { filter: text }),
        "aria-hidden": false,
        tabIndex: 0,
      }}
    >
      {text}
    </Pill>
  );
}
