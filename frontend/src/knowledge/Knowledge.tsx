import { Badge, Button, Card, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { IconBulb, IconHeartHandshake, IconStar } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { nameOf } from "../organisations/nameOf";
import { ExampleBadge } from "../projects/badges";
import { useSession } from "../session/useSession";
import { AddButton } from "../shared/AddButton";
import { Listing } from "../shared/Listing";
import { AnchorLink } from "../shared/links";
import { SearchInput } from "../shared/SearchInput";
import { countryName, pick } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { usePageTitle } from "../shared/usePageTitle";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { Details } from "./Details";
import { type Edited, KnowledgeDrawer } from "./KnowledgeDrawer";
import { PracticeDecision } from "./PracticeDecision";

type Entry = Schemas["KnowledgeEntry"];
type Kind = Entry["kind"];
export const KINDS = ["lesson", "practice", "capacity"] as const;
const ICONS = { lesson: IconBulb, practice: IconStar, capacity: IconHeartHandshake };
const route = getRouteApi("/knowledge");

/** Lessons, good practices, capacities on offer and in demand: one search over all. */
export function Knowledge() {
  const { t } = useTranslation();
  usePageTitle(t("nav.knowledge"));
  const { may } = useSession();
  const { q = "", kind, code } = route.useSearch();
  const navigate = route.useNavigate();
  const goals = useVocabulary("sdg-goal").choices;
  const [edited, setEdited] = useState<Edited | null>(null);
  const query = { q, ...(kind ? { kind } : {}), ...(code ? { code } : {}) };
  const list = usePages(["knowledge", query], (after) =>
    unwrap(api.GET("/api/v1/knowledge", { params: { query: { ...query, ...after } } })),
  );
  const narrow = (changed: { q?: string; kind?: Kind | undefined; code?: string | undefined }) =>
    void navigate({
      search: (old) =>
        Object.fromEntries(Object.entries({ ...old, ...changed }).filter(([, value]) => value)) as {
          q?: string;
        },
      replace: true,
    });
  return (
    <Stack>
      <Title order={1} size="h2">
        {t("nav.knowledge")}
      </Title>
      <Group align="flex-end">
        <SearchInput label={t("knowledge.search")} value={q} onChange={(words) => narrow({ q: words })} />
        <NativeSelect
          label={t("knowledge.kindLabel")}
          data={[
            { value: "", label: t("imports.all") },
            ...KINDS.map((value) => ({ value, label: t(`knowledge.kind.${value}`) })),
          ]}
          value={kind ?? ""}
          onChange={(event) => narrow({ kind: (event.currentTarget.value || undefined) as Kind | undefined })}
        />
        <NativeSelect
          label={t("vocabulary.sdg-goal")}
          data={[
            { value: "", label: t("imports.all") },
            ...goals.map(({ value, label }) => ({ value: `sdg-goal:${value}`, label: `${value} ${label}` })),
          ]}
          value={code ?? ""}
          onChange={(event) => narrow({ code: event.currentTarget.value || undefined })}
        />
      </Group>
      {may("lessons:write") && (
        <Group gap="xs">
          {KINDS.map((value) => (
            <AddButton
              key={value}
              label={t(`knowledge.add.${value}`)}
              onClick={() => setEdited({ kind: value, record: {} })}
            />
          ))}
        </Group>
      )}
      <Listing list={list} empty={q || kind || code ? t("common.nothingFound") : t("lessons.emptyHint")}>
        {list.items.map((item) => (
          <EntryCard key={`${item.kind} ${item.id}`} item={item} onEdit={setEdited} />
        ))}
      </Listing>
      <KnowledgeDrawer edited={edited} onClose={() => setEdited(null)} />
    </Stack>
  );
}

function EntryCard({ item, onEdit }: { item: Entry; onEdit: (edited: Edited) => void }) {
  const { t } = useTranslation();
  const { session, may } = useSession();
  const Icon = ICONS[item.kind];
  const state =
    item.kind === "practice"
      ? t(`knowledge.practice.${item.status as "proposed"}`)
      : item.kind === "capacity"
        ? t(`knowledge.capacity.${item.status as "offer"}`)
        : null;
  // The API decides; who has no part in it is not shown the button.
  const own = ["partner", "registrar"].includes(session?.role ?? "")
    ? item.organisation?.id === session?.organisation?.id
    : true;
  return (
    <Card withBorder padding="sm">
      <Group gap="xs">
        <Badge variant="light" tt="none" leftSection={<Icon size={12} aria-hidden />}>
          {t(`knowledge.kind.${item.kind}`)}
        </Badge>
        {state && (
          <Badge variant="outline" color="gray" tt="none">
            {state}
          </Badge>
        )}
        {item.example && <ExampleBadge />}
      </Group>
      <Title order={2} size="h4" mt={4} className="wrap-anywhere">
        {pick(item.title)}
      </Title>
      <Text style={{ whiteSpace: "pre-line" }} className="wrap-anywhere">
        {pick(item.text)}
      </Text>
      <Text size="sm" c="dimmed">
        {[
          item.organisation && nameOf(item.organisation),
          ...item.codes.map(({ code, label }) => pick(label) || code),
          ...item.countries.map(countryName),
          item.event && pick(item.event.title),
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
      {item.projects.map((project) => (
        <AnchorLink key={project.id} to="/projects/$code" params={{ code: project.code }} size="sm">
          {`${project.code} · ${pick(project.title)}`}
        </AnchorLink>
      ))}
      <Details item={item} />
      <Group gap="xs" mt={4}>
        {may("lessons:write") && (own || item.kind === "lesson") && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`${t("projects.edit")}: ${pick(item.title)}`}
            onClick={() => onEdit({ kind: item.kind, id: item.id, record: null })}
          >
            {t("projects.edit")}
          </Button>
        )}
        {item.kind === "practice" && item.status === "proposed" && may("practices:validate") && (
          <PracticeDecision id={item.id} title={pick(item.title)} />
        )}
      </Group>
    </Card>
  );
}
