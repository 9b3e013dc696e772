import { Alert, Anchor, Card, Group, Progress, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconFileImport, IconFolders, IconPencil, IconProgress } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ExampleBadge } from "../projects/badges";
import { facetsQuery } from "../projects/facets";
import type { Filters, ListFilter } from "../projects/filters";
import { useSession } from "../session/useSession";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { formatMoment, formatNumber, pick } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { useVocabulary } from "../vocabularies/useVocabulary";

// For those who work here; a visitor does not load them.
const Overdue = lazy(async () => ({ default: (await import("./Overdue")).Overdue }));
const Reminders = lazy(async () => ({ default: (await import("./Reminders")).Reminders }));

type Facet = Schemas["FacetCount"][];

/** What needs attention, and the portfolio at a glance; every figure opens the projects behind it. */
export function Home() {
  const { t } = useTranslation();
  usePageTitle(t("nav.home"));
  const { session, may } = useSession();
  const facets = useQuery(facetsQuery());
  const latest = useQuery({
    queryKey: ["projects", "latest"],
    queryFn: () => unwrap(api.GET("/api/v1/projects", { params: { query: { limit: 6 } } })),
  });
  const imports = useQuery({
    queryKey: ["imports", "latest"],
    queryFn: () => unwrap(api.GET("/api/v1/imports", { params: { query: { limit: 50 } } })),
    enabled: may("imports:write"),
  });
  const waiting =
    imports.data?.items.filter(
      (item) => item.status === "ready" && item.counts.created + item.counts.updated > 0,
    ).length ?? 0;
  if (facets.isError) return <ProblemAlert error={facets.error} onRetry={() => void facets.refetch()} />;
  if (!facets.data || !latest.data) return <Loading />;
  const { stage, modality, visibility, department } = facets.data;
  const drafts = visibility.find((item) => item.code === "draft")?.projects ?? 0;
  const running = stage.find((item) => item.code === "implementation")?.projects ?? 0;
  return (
    <Stack gap="lg">
      <div>
        <Title order={1} size="h2">
          {session?.subject ? t("nav.home") : t("home.publicTitle")}
        </Title>
        <Text c="dimmed">{session?.subject ? t("home.subtitle") : t("home.publicSubtitle")}</Text>
      </div>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }}>
        <Figure
          icon={<IconFolders aria-hidden />}
          value={latest.data.total}
          label={t("home.projects")}
          search={{}}
        />
        <Figure
          icon={<IconProgress aria-hidden />}
          value={running}
          label={t("home.running")}
          search={{ stage: ["implementation"] }}
        />
        {may("projects:read") && (
          <Figure
            icon={<IconPencil aria-hidden />}
            value={drafts}
            label={t("home.drafts")}
            search={{ visibility: ["draft"] }}
          />
        )}
        {may("imports:write") && (
          <Card withBorder padding="md">
            <Group wrap="nowrap">
              <IconFileImport aria-hidden />
              <div>
                <Text fz={28} fw={700} lh={1.1} className="numbers">
                  {formatNumber(waiting)}
                </Text>
                <AnchorLink to="/imports">{t("home.importsWaiting")}</AnchorLink>
              </div>
            </Group>
          </Card>
        )}
      </SimpleGrid>
      {may("internal:read") && (
        <Suspense fallback={<Loading rows={4} />}>
          <Reminders />
          <Overdue />
        </Suspense>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Bars title={t("home.byModality")} facet={modality} vocabulary="modality" filter="modality" />
        <Bars title={t("home.byStage")} facet={stage} vocabulary="stage" filter="stage" />
        {department.length > 0 && (
          <Bars
            title={t("home.byDepartment")}
            facet={department.slice(0, 8)}
            vocabulary="department"
            filter="department"
          />
        )}
        <Card withBorder>
          <Title order={2} size="h4" mb="sm">
            {t("home.latest")}
          </Title>
          <Stack gap="xs">
            {latest.data.items.map((item) => (
              <div key={item.id}>
                <AnchorLink to="/projects/$code" params={{ code: item.code }} className="wrap-anywhere">
                  {pick(item.title)}
                </AnchorLink>{" "}
                {item.example && <ExampleBadge />}
                <Text size="xs" c="dimmed">
                  {item.code} · {formatMoment(item.updated_at)}
                </Text>
              </div>
            ))}
          </Stack>
        </Card>
      </SimpleGrid>
      {session?.environment === "demo" && (
        <Alert role="note" variant="light" color="gray">
          {t("home.demo")} <Anchor href="/docs">{t("nav.api")}</Anchor>
        </Alert>
      )}
    </Stack>
  );
}

function Figure({
  icon,
  value,
  label,
  search,
}: {
  icon: ReactNode;
  value: number;
  label: string;
  search: Filters;
}) {
  return (
    <Card withBorder padding="md">
      <Group wrap="nowrap">
        {icon}
        <div>
          <Text fz={28} fw={700} lh={1.1} className="numbers">
            {formatNumber(value)}
          </Text>
          <AnchorLink to="/projects" search={search}>
            {label}
          </AnchorLink>
        </div>
      </Group>
    </Card>
  );
}

function Bars({
  title,
  facet,
  vocabulary,
  filter,
}: {
  title: string;
  facet: Facet;
  vocabulary: string;
  filter: ListFilter;
}) {
  const { label } = useVocabulary(vocabulary);
  const most = Math.max(1, ...facet.map((item) => item.projects));
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      <Stack gap={6}>
        {facet.map((item) => (
          <div key={item.code}>
            <Group justify="space-between" wrap="nowrap" gap="xs">
              <AnchorLink to="/projects" search={{ [filter]: [item.code] }} size="sm">
                {label(item.code)}
              </AnchorLink>
              <Text size="sm" className="numbers">
                {formatNumber(item.projects)}
              </Text>
            </Group>
            <Progress value={(item.projects / most) * 100} size="sm" aria-hidden />
          </div>
        ))}
      </Stack>
    </Card>
  );
}
