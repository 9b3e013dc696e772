import { Combobox, InputBase, Loader, Text, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas, unwrap } from "../../api/client";
import { Problem } from "../../api/problem";
import { useSession } from "../../session/useSession";
import { countryName, pick } from "../../shared/texts";

export type OrganisationRef = Schemas["OrganisationRef"];

interface Props {
  label: string;
  value: OrganisationRef | null;
  onChange: (value: OrganisationRef | null) => void;
  error?: string | undefined;
  id?: string;
  required?: boolean;
}

const nameOf = (organisation: OrganisationRef) =>
  organisation.acronym ? `${organisation.acronym} · ${pick(organisation.name)}` : pick(organisation.name);

/** Finds an organisation as one types its name or acronym, or registers a new one by that name. */
export function OrganisationPicker({ label, value, onChange, error, id, required }: Props) {
  const { t, i18n } = useTranslation();
  const { may } = useSession();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [typed, setTyped] = useState<string | null>(null);
  const [q] = useDebouncedValue(typed ?? "", 200);
  const found = useQuery({
    queryKey: ["organisations", q],
    queryFn: () => unwrap(api.GET("/api/v1/organisations", { params: { query: { q, limit: 20 } } })),
    enabled: combobox.dropdownOpened,
  });
  const choose = (organisation: OrganisationRef | null) => {
    setTyped(null);
    onChange(organisation);
    combobox.closeDropdown();
  };
  const create = useMutation({
    mutationFn: (name: string) =>
      unwrap(
        api.POST("/api/v1/organisations", { body: { name: { [i18n.resolvedLanguage ?? "es"]: name } } }),
      ),
    onSuccess: choose,
  });
  const options = found.data?.items ?? [];
  const submit = (option: string) => {
    if (option === "$new") return create.mutate(q.trim());
    const chosen = options.find((organisation) => organisation.id === option);
    if (chosen) choose(chosen);
  };
  const failure = create.error instanceof Problem ? create.error.message : undefined;
  return (
    <Combobox store={combobox} onOptionSubmit={submit}>
      <Combobox.Target>
        <InputBase
          id={id}
          label={label}
          required={required ?? false}
          error={error ?? failure}
          placeholder={t("organisations.searchHint")}
          value={typed ?? (value ? nameOf(value) : "")}
          rightSection={found.isFetching || create.isPending ? <Loader size={14} /> : null}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combobox.openDropdown();
          }}
          onClick={() => combobox.openDropdown()}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => {
            combobox.closeDropdown();
            if (typed === "") onChange(null);
            setTyped(null);
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={260} style={{ overflowY: "auto" }} aria-label={label}>
          {options.map((organisation) => (
            <Combobox.Option value={organisation.id} key={organisation.id}>
              <Text size="sm">{nameOf(organisation)}</Text>
              {organisation.country && (
                <Text size="xs" c="dimmed">
                  {countryName(organisation.country)}
                </Text>
              )}
            </Combobox.Option>
          ))}
          {options.length === 0 && !found.isFetching && (
            <Combobox.Empty>{t("common.nothingFound")}</Combobox.Empty>
          )}
          {may("organisations:write") && q.trim().length > 2 && (
            <Combobox.Option value="$new">{t("organisations.create", { name: q.trim() })}</Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
