import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";

interface Props {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
}

/** Searches as one types: the last words are passed on once the keys rest. */
export function SearchInput({ label, placeholder, value, onChange }: Props) {
  const [typed, setTyped] = useState(value);
  const settle = useDebouncedCallback(onChange, 250);
  useEffect(() => setTyped(value), [value]);
  return (
    <TextInput
      type="search"
      flex={1}
      label={label}
      placeholder={placeholder ?? ""}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        settle(event.currentTarget.value);
      }}
      // Who goes on to something else has finished typing: settled later, the search would call off where they go.
      onBlur={() => settle.flush()}
    />
  );
}
