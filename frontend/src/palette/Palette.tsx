import "@mantine/spotlight/styles.css";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, spotlight } from "@mantine/spotlight";
import { IconFolder, IconPlus, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { PLACES } from "../layout/places";
import { useSession } from "../session/useSession";
import { pick } from "../shared/texts";

interface Entry {
  id: string;
  label: string;
  description?: string;
  icon: ReactNode;
  go: () => void;
}

/** One field that leads to any project, organisation, page or action. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const navigate = useNavigate();
  const router = useRouter();
  const [query, setQuery] = useState("");
  const [q] = useDebouncedValue(query.trim(), 150);
  useEffect(() => {
    spotlight.open();
  }, []);
  const projects = useQuery({
    queryKey: ["palette", "projects", q],
    queryFn: () => unwrap(api.GET("/api/v1/projects", { params: { query: { q, limit: 6 } } })),
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
  });
  const organisations = useQuery({
    queryKey: ["palette", "organisations", q],
    queryFn: () => unwrap(api.GET("/api/v1/organisations", { params: { query: { q, limit: 4 } } })),
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
  });
  const fits = (words: string) => plain(words).includes(plain(query));
  const actions: Entry[] = may("projects:write")
    ? [
        {
          id: "new",
          label: t("projects.register"),
          icon: <IconPlus size={18} aria-hidden />,
          go: () => void navigate({ to: "/projects/new" }),
        },
      ]
    : [];
  const pages: Entry[] = PLACES.filter((place) => !("action" in place) || may(place.action)).map((place) => ({
    id: place.to,
    label: t(place.text),
    icon: <place.icon size={18} aria-hidden />,
    go: () => void router.navigate({ to: place.to }),
  }));
  const found: Entry[] =
    q.length < 2
      ? []
      : (projects.data?.items ?? []).map((item) => ({
          id: item.id,
          label: pick(item.title),
          description: item.code,
          icon: <IconFolder size={18} aria-hidden />,
          go: () => void navigate({ to: "/projects/$code", params: { code: item.code } }),
        }));
  const partners: Entry[] =
    q.length < 2
      ? []
      : (organisations.data?.items ?? []).map((item) => ({
          id: item.id,
          label: pick(item.name),
          description: t("nav.partners"),
          icon: <IconSearch size={18} aria-hidden />,
          go: () => void navigate({ to: "/partners/$id", params: { id: item.id } }),
        }));
  const entries = [...found, ...partners, ...[...actions, ...pages].filter((entry) => fits(entry.label))];
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      scrollable
      maxHeight={420}
      attributes={{ content: { "aria-label": t("nav.palette") } }}
    >
      <Spotlight.Search
        placeholder={t("palette.hint")}
        aria-label={t("palette.hint")}
        onKeyDown={(event) => {
          // Without a choice by the arrows, the first is meant.
          const [first] = entries;
          if (event.key !== "Enter" || !first || document.querySelector("[data-palette] [data-selected]"))
            return;
          spotlight.close();
          first.go();
        }}
        leftSection={<IconSearch size={18} aria-hidden />}
      />
      <Spotlight.ActionsList data-palette>
        {entries.map((entry) => (
          <Spotlight.Action
            key={entry.id}
            label={entry.label}
            description={entry.description}
            leftSection={entry.icon}
            onClick={entry.go}
          />
        ))}
        {entries.length === 0 && <Spotlight.Empty>{t("common.nothingFound")}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** Words as they are compared: without accents and capitals. */
function plain(words: string): string {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
