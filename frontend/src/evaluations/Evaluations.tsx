import { Button, Card, Group, NativeSelect, Stack, Tabs, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ExampleBadge } from "../projects/badges";
import type { Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { Listing } from "../shared/Listing";
import { AnchorLink } from "../shared/links";
import { SearchInput } from "../shared/SearchInput";
import { formatDate, pick } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { usePageTitle } from "../shared/usePageTitle";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { Board } from "./Board";
import { toContent, usePartFields } from "./fields";
import { STATUSES, type Status, StatusBadge } from "./StatusBadge";

type Item = Schemas["EvaluationListItem"];
const route = getRouteApi("/evaluations");
const TABS = ["list", "board"] as const;

/** The plan of evaluations, and the board on which recommendations are followed up. */
export function Evaluations() {
  const { t } = useTranslation();
  usePageTitle(t("nav.evaluations"));
  const { tab = "list" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Stack>
      <Title order={1} size="h2">
        {t("nav.evaluations")}
      </Title>
      <Tabs
        value={tab}
        onChange={(value) => void navigate({ search: { tab: value as "list" }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`evaluations.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="list">
          <EvaluationList />
        </Tabs.Panel>
        <Tabs.Panel value="board">
          <Board />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function EvaluationList() {
  const { t } = useTranslation();
  const { may } = useSession();
  const [q, setQ] = useState("");
  const [status, setStatus] = useState<Status | "">("");
  const [added, setAdded] = useState<Values | null>(null);
  const query = { q, ...(status ? { status: [status] } : {}) };
  const list = usePages(["evaluations", query], (after) =>
    unwrap(api.GET("/api/v1/evaluations", { params: { query: { ...query, ...after } } })),
  );
  return (
    <Stack>
      <Group align="flex-end">
        <SearchInput label={t("evaluations.search")} value={q} onChange={setQ} />
        <NativeSelect
          label={t("evaluations.statusLabel")}
          data={[
            { value: "", label: t("imports.all") },
            ...STATUSES.map((value) => ({ value, label: t(`evaluations.status.${value}`) })),
          ]}
          value={status}
          onChange={(event) => setStatus(event.currentTarget.value as Status | "")}
        />
        {may("evaluations:manage") && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdded({})}>
            {t("evaluations.plan")}
          </Button>
        )}
      </Group>
      <Listing list={list} empty={q || status ? t("common.nothingFound") : t("evaluations.none")}>
        {list.items.map((item) => (
          <EvaluationCard key={item.id} item={item} />
        ))}
      </Listing>
      <PlanDrawer record={added} onClose={() => setAdded(null)} />
    </Stack>
  );
}

/** An evaluation in a list: what it is about, where it is, how it rated. */
export function EvaluationCard({ item }: { item: Item }) {
  const { t } = useTranslation();
  const types = useVocabulary("evaluation-type");
  const criteria = useVocabulary("dac-criterion");
  return (
    <Card withBorder padding="sm">
      <Group gap="xs">
        <StatusBadge status={item.status} />
        <AnchorLink to="/evaluations/$id" params={{ id: item.id }} fw={500} className="wrap-anywhere">
          {pick(item.title)}
        </AnchorLink>
        {item.example && <ExampleBadge />}
      </Group>
      <Text size="sm" c="dimmed">
        {[
          types.label(item.timing),
          types.label(item.joint ? "joint" : item.independence),
          [formatDate(item.planned_start), formatDate(item.planned_end)].filter(Boolean).join(" – "),
          item.recommendations > 0 && t("evaluations.recommendationCount", { count: item.recommendations }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
      {item.projects.map((project) => (
        <AnchorLink key={project.id} to="/projects/$code" params={{ code: project.code }} size="sm">
          {`${project.code} · ${pick(project.title)}`}
        </AnchorLink>
      ))}
      {item.ratings.length > 0 && (
        <Text size="sm">
          {item.ratings.map((row) => `${criteria.label(row.criterion)}: ${row.rating}`).join(" · ")}
        </Text>
      )}
    </Card>
  );
}

/** The form that plans an evaluation; `record` may name the project it starts from. */
export function PlanDrawer({ record, onClose }: { record: Values | null; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const fields = usePartFields("plan", null, "").filter((field) => field.kind !== "links");
  return (
    <RecordDrawer
      record={record}
      title={t("evaluations.plan")}
      fields={fields}
      start={{ timing: "final", independence: "external", scale: "rating-six", projects: [{}] }}
      send={async (body) => {
        const made = await unwrap(
          api.POST("/api/v1/evaluations", {
            body: toContent("plan", body) as unknown as Schemas["EvaluationIn"],
          }),
        );
        await navigate({ to: "/evaluations/$id", params: { id: made.id } });
      }}
      onDone={onClose}
      onClose={onClose}
    />
  );
}
