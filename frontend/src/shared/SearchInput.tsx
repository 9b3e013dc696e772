import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

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
  const afterPress = useAfterPress();
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
      onBlur={() => {
        settle.cancel();
        if (typed !== value) afterPress(() => onChange(typed));
      }}
    />
  );
}

/**
 * Does something at once, or, while the pointer is pressed, when it is released: nothing may move before, or the click
 * would miss what was pressed. If the click leads to another page it is not done at all.
 */
function useAfterPress(): (act: () => void) => void {
  const router = useRouter();
  const pressed = useRef(false);
  useEffect(() => {
    const press = () => {
      pressed.current = true;
    };
    const release = () => {
      pressed.current = false;
    };
    window.addEventListener("pointerdown", press, true);
    window.addEventListener("pointerup", release, true);
    window.addEventListener("pointercancel", release, true);
    return () => {
      window.removeEventListener("pointerdown", press, true);
      window.removeEventListener("pointerup", release, true);
      window.removeEventListener("pointercancel", release, true);
    };
  }, []);
  return (act) => {
    if (!pressed.current) {
      act();
      return;
    }
    const path = router.history.location.pathname;
    const end = () => {
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      // The click comes after the release.
      window.setTimeout(() => {
        if (router.history.location.pathname === path) act();
      });
    };
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  };
}
