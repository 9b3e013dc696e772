import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";
import type { Draft } from "./draft";

interface Stored {
  draft: Draft;
  etag: string;
  at: string;
}

/** What was typed and not yet sent, kept in this browser: it survives a closed tab and a lost connection. */
export function storedDraft(name: string): Stored | null {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null") as Stored | null;
  } catch {
    return null;
  }
}

export function forgetDraft(name: string): void {
  localStorage.removeItem(name);
}

/** Keeps `draft` under `name` a moment after each change; says when it was kept. */
export function useAutosave(name: string, draft: Draft, etag: string, changed: boolean): string | null {
  const [keptAt, setKeptAt] = useState<string | null>(null);
  const keep = useDebouncedCallback((value: Draft) => {
    const at = new Date().toISOString();
    localStorage.setItem(name, JSON.stringify({ draft: value, etag, at } satisfies Stored));
    setKeptAt(at);
  }, 400);
  useEffect(() => {
    if (changed) keep(draft);
    return keep.cancel;
  }, [draft, changed, keep]);
  return keptAt;
}
