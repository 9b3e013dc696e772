import { Button, Collapse, Group, MultiSelect, SimpleGrid } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFilter, IconX } from "@tabler/icons-react";
import type { Schemas } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { SearchInput } from "../shared/SearchInput";
import { countryName } from "../shared/texts";
import { type Choice, useVocabulary } from "../vocabularies/useVocabulary";
import { FurtherFilters } from "./FurtherFilters";
import { countFilters, type Filters, type ListFilter } from "./filters";

type Facets = Schemas["ProjectFacets"];

interface Props {
  filters: Filters;
  facets: Facets | undefined;
  onChange: (filters: Filters) => void;
}

/** Search as you type, and filters with how many projects each choice has. */
export function FilterBar({ filters, facets, onChange }: Props) {
  const { t } = useTranslation();
  const [opened, { toggle }] = useDisclosure(countFilters(filters) > 0);
  const set = (name: ListFilter, values: string[]) =>
    onChange({ ...filters, [name]: values.length ? values : undefined });
  const count = countFilters(filters);
  return (
    <>
      <Group align="flex-end" wrap="nowrap">
        <SearchInput
          label={t("projects.search")}
          placeholder={t("projects.searchHint")}
          value={filters.q ?? ""}
          onChange={(q) => onChange({ ...filters, q: q || undefined })}
        />
        <Button
          variant={count ? "light" : "default"}
          leftSection={<IconFilter size={16} aria-hidden />}
          onClick={toggle}
          aria-expanded={opened}
        >
          {count ? t("projects.filtersActive", { count }) : t("projects.filters")}
        </Button>
      </Group>
      <Collapse expanded={opened}>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
          <CodeFilter name="stage" vocabulary="stage" facet={facets?.stage} {...{ filters, set }} />
          <CodeFilter name="modality" vocabulary="modality" facet={facets?.modality} {...{ filters, set }} />
          <CodeFilter
            name="cooperation_type"
            vocabulary="cooperation-type"
            facet={facets?.cooperation_type}
            {...{ filters, set }}
          />
          <CodeFilter
            name="department"
            vocabulary="department"
            facet={facets?.department}
            {...{ filters, set }}
          />
          <CountryFilter name="country" facet={facets?.country} {...{ filters, set }} />
          <CountryFilter name="partner_country" facet={facets?.partner_country} {...{ filters, set }} />
          <CodeFilter
            name="classification"
            vocabulary="sdg-goal"
            prefix="sdg-goal:"
            facet={facets?.sdg_goal}
            {...{ filters, set }}
          />
          <VisibilityFilter facet={facets?.visibility} {...{ filters, set }} />
        </SimpleGrid>
        {count > 0 && (
          <Button
            mt="xs"
            size="compact-sm"
            variant="subtle"
            leftSection={<IconX size={14} aria-hidden />}
            onClick={() => {
              const { q, sort, view, cols } = filters;
              onChange({ q, sort, view, cols });
            }}
          >
            {t("projects.clearFilters")}
          </Button>
        )}
      </Collapse>
      <FurtherFilters filters={filters} onChange={onChange} />
    </>
  );
}

interface FilterProps {
  name: ListFilter;
  filters: Filters;
  facet: { code: string; projects: number }[] | undefined;
  set: (name: ListFilter, values: string[]) => void;
}

function CodeFilter({
  vocabulary,
  prefix = "",
  ...rest
}: FilterProps & { vocabulary: string; prefix?: string }) {
  const { label, choices } = useVocabulary(vocabulary);
  return <Choices {...rest} prefix={prefix} labels={label} order={choices.map((choice) => choice.value)} />;
}

function CountryFilter(props: FilterProps) {
  return <Choices {...props} prefix="" labels={countryName} />;
}

function VisibilityFilter(props: Omit<FilterProps, "name">) {
  const { t } = useTranslation();
  const labels = (code: string) => t(`visibility.${code as "draft"}`);
  return <Choices {...props} name="visibility" prefix="" labels={labels} />;
}

interface ChoicesProps extends FilterProps {
  prefix: string;
  labels: (code: string) => string;
  order?: string[];
}

function Choices({ name, filters, facet = [], set, prefix, labels, order }: ChoicesProps) {
  const { t } = useTranslation();
  const all = filters[name] ?? [];
  const chosen = all.filter((value) => value.startsWith(prefix));
  const others = all.filter((value) => !value.startsWith(prefix));
  const counted = new Map(facet.map((item) => [prefix + item.code, item.projects]));
  // What is chosen stays to be unchosen, even when nothing is left that has it.
  for (const value of chosen) if (!counted.has(value)) counted.set(value, 0);
  const data: Choice[] = [...counted].map(([value, projects]) => ({
    value,
    label: `${labels(value.slice(prefix.length))} (${projects})`,
  }));
  if (order)
    data.sort(
      (a, b) => order.indexOf(a.value.slice(prefix.length)) - order.indexOf(b.value.slice(prefix.length)),
    );
  return (
    <MultiSelect
      label={t(`filters.${name}`)}
      data={data}
      value={chosen}
      onChange={(values) => set(name, [...others, ...values])}
      searchable
      clearable
      nothingFoundMessage={t("common.nothingFound")}
      clearButtonProps={{ "aria-label": t("common.clear") }}
    />
  );
}
