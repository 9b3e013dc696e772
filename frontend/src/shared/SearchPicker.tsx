import { Combobox, InputBase, Loader, Text, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "../i18n/useTranslation";

export interface PickerProps<Item> {
  label: string;
  value: Item | null;
  onChange: (value: Item | null) => void;
  error?: string | undefined;
  id?: string;
  required?: boolean;
  size?: "xs" | "sm";
}

interface Props<Item> extends PickerProps<Item> {
  placeholder: string;
  nameOf: (item: Item) => string;
  hintOf: (item: Item) => string | null;
  /** Names the search among others in the cache. */
  source: string;
  search: (q: string) => Promise<Item[]>;
  /** Offers to make a record by the name typed. */
  create?: { label: (name: string) => string; make: (name: string) => void; pending: boolean };
}

const NEW = "$new";

/** Finds a record as one types. */
export function SearchPicker<Item extends { id: string }>({
  label,
  value,
  onChange,
  error,
  id,
  required,
  size = "sm",
  placeholder,
  nameOf,
  hintOf,
  source,
  search,
  create,
}: Props<Item>) {
  const { t } = useTranslation();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [typed, setTyped] = useState<string | null>(null);
  const [q] = useDebouncedValue(typed ?? "", 200);
  const found = useQuery({
    queryKey: [source, q],
    queryFn: () => search(q),
    enabled: combobox.dropdownOpened,
  });
  const choose = (item: Item | null) => {
    setTyped(null);
    onChange(item);
    combobox.closeDropdown();
  };
  const options = found.data ?? [];
  const submit = (option: string) => {
    if (option === NEW) {
      create?.make(q.trim());
      setTyped(null);
      combobox.closeDropdown();
      return;
    }
    const chosen = options.find((item) => item.id === option);
    if (chosen) choose(chosen);
  };
  return (
    <Combobox store={combobox} onOptionSubmit={submit}>
      <Combobox.Target>
        <InputBase
          id={id}
          label={label}
          size={size}
          required={required ?? false}
          error={error}
          placeholder={placeholder}
          value={typed ?? (value ? nameOf(value) : "")}
          rightSection={found.isFetching || create?.pending ? <Loader size={14} /> : null}
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
          {options.map((item) => (
            <Combobox.Option value={item.id} key={item.id}>
              <Text size="sm">{nameOf(item)}</Text>
              {hintOf(item) && (
                <Text size="xs" c="dimmed">
                  {hintOf(item)}
                </Text>
              )}
            </Combobox.Option>
          ))}
          {options.length === 0 && !found.isFetching && (
            <Combobox.Empty>{t("common.nothingFound")}</Combobox.Empty>
          )}
          {create && q.trim().length > 2 && (
            <Combobox.Option value={NEW}>{create.label(q.trim())}</Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
