import { Alert, Anchor, Grid, Group, Stack, Table, Tabs, Text, Title } from "@mantine/core";
import { IconDownload, IconEdit, IconFileTypePdf } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Comments } from "../comments/Comments";
import { Contributions } from "../contributions/Contributions";
import { Cycle } from "../cycle/Cycle";
import { Documents } from "../documents/Documents";
import { ProjectReports } from "../federation/ProjectReports";
import { History } from "../history/History";
import { useTranslation } from "../i18n/useTranslation";
import { ProjectGaps } from "../reports/ProjectGaps";
import { Results } from "../results/Results";
import { useSession } from "../session/useSession";
import { Fact, Facts } from "../shared/Facts";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink, ButtonLink } from "../shared/links";
import { Section } from "../shared/Section";
import { countryName, formatAmount, formatDate, formatMoment, pick } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { WideTable } from "../shared/WideTable";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { ExampleBadge, StageBadge, VisibilityBadge } from "./badges";
import { DeleteDraft } from "./DeleteDraft";
import { Partners } from "./Partners";
import { ProjectLessons } from "./ProjectLessons";
import { ProjectTree } from "./ProjectTree";
import { Transactions } from "./Transactions";
import { type Project, projectQuery } from "./useProject";

const route = getRouteApi("/projects/$code");

export const PROJECT_TABS = [
  "overview",
  "results",
  "cycle",
  "contributions",
  "documents",
  "comments",
  "history",
] as const;
export type ProjectTab = (typeof PROJECT_TABS)[number];

/** A project: as it is, in its parts, or as it stood on a day. */
export function ProjectRecord() {
  const { code } = route.useParams();
  const { tab = "overview", as_of: asOf } = route.useSearch();
  const navigate = route.useNavigate();
  const { t } = useTranslation();
  const { may } = useSession();
  const found = useQuery(projectQuery(code, asOf));
  usePageTitle(found.data ? pick(found.data.data.title) : code);
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading />;
  const { data: project, etag } = found.data;
  const mayWrite = may("projects:write") && !asOf;
  const tabs = asOf
    ? (["overview"] as const)
    : may("history:read")
      ? PROJECT_TABS
      : (["overview", "results"] as const);
  return (
    <Stack gap="lg">
      <Head project={project} />
      {asOf && (
        <Alert role="status" variant="light">
          <Group justify="space-between">
            <Text size="sm">{t("history.asOf", { day: formatDate(asOf) })}</Text>
            <AnchorLink to="/projects/$code" params={{ code: project.code }} underline="always">
              {t("history.backToNow")}
            </AnchorLink>
          </Group>
        </Alert>
      )}
      {!asOf && <Actions project={project} etag={etag} mayWrite={mayWrite} />}
      <Tabs
        value={tab}
        onChange={(value) => void navigate({ search: { tab: value as ProjectTab }, replace: true })}
        keepMounted={false}
      >
        {tabs.length > 1 && (
          <Tabs.List mb="md">
            {tabs.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`projects.tab.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        )}
        <Tabs.Panel value="overview">
          <OverviewTab project={project} mayWrite={mayWrite} past={asOf !== undefined} />
        </Tabs.Panel>
        <Tabs.Panel value="results">
          <Results project={project} />
        </Tabs.Panel>
        <Tabs.Panel value="cycle">
          <Cycle project={project} etag={etag} />
        </Tabs.Panel>
        <Tabs.Panel value="contributions">
          <Contributions project={project} mayWrite={mayWrite} />
        </Tabs.Panel>
        <Tabs.Panel value="documents">
          <Documents owner={{ project: project.id }} mayWrite={mayWrite} />
        </Tabs.Panel>
        <Tabs.Panel value="comments">
          <Comments project={project} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <History project={project} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function Head({ project }: { project: Project }) {
  const { t } = useTranslation();
  return (
    <>
      <div>
        <Group gap="xs" mb={4}>
          <Text className="numbers" c="dimmed">
            {project.code}
          </Text>
          <StageBadge stage={project.stage} />
          <VisibilityBadge visibility={project.visibility} />
          {project.example && <ExampleBadge />}
        </Group>
        <Title order={1} size="h2" className="wrap-anywhere">
          {pick(project.title)}
        </Title>
      </div>
      {project.example && (
        <Alert role="note" color="maize" variant="light">
          {t("projects.exampleNote")}
        </Alert>
      )}
    </>
  );
}

function Actions({ project, etag, mayWrite }: { project: Project; etag: string; mayWrite: boolean }) {
  const { t, i18n } = useTranslation();
  const sheet = `/api/v1/projects/${project.code}/sheet?language=${i18n.resolvedLanguage ?? "es"}`;
  const iati = `/api/v1/exports/iati?iati_identifier=${encodeURIComponent(project.iati_identifier ?? "")}`;
  return (
    <Group gap="xs">
      {mayWrite && (
        <ButtonLink
          to="/projects/$code/edit"
          params={{ code: project.code }}
          leftSection={<IconEdit size={16} aria-hidden />}
        >
          {t("projects.edit")}
        </ButtonLink>
      )}
      <Anchor href={sheet} target="_blank" rel="noreferrer" size="sm">
        <Group gap={4}>
          <IconFileTypePdf size={16} aria-hidden /> {t("projects.sheet")}
        </Group>
      </Anchor>
      {project.iati_identifier && (
        <Anchor href={iati} download size="sm">
          <Group gap={4}>
            <IconDownload size={16} aria-hidden /> IATI 2.03
          </Group>
        </Anchor>
      )}
      {mayWrite && project.visibility === "draft" && <DeleteDraft code={project.code} etag={etag} />}
    </Group>
  );
}

function OverviewTab({ project, mayWrite, past }: { project: Project; mayWrite: boolean; past: boolean }) {
  const { may } = useSession();
  return (
    <Grid>
      <Grid.Col span={{ base: 12, md: 8 }}>
        <Stack>
          <Overview project={project} />
          <Partners project={project} />
          <Budgets project={project} />
          {!past && <Transactions project={project} mayWrite={mayWrite} />}
          <Events project={project} />
          {!past && <ProjectLessons project={project} mayWrite={may("lessons:write")} />}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Stack>
          <ProjectFacts project={project} />
          {!past && <ProjectTree project={project} />}
          <Places project={project} />
          <Classification project={project} />
          {!past && may("partner-records:read") && <ProjectReports project={project} />}
          {!past && may("internal:read") && <ProjectGaps project={project} />}
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function Overview({ project }: { project: Project }) {
  const { t } = useTranslation();
  const objective = pick(project.objective);
  const description = pick(project.description);
  return (
    <Section title={t("projects.overview")}>
      {objective && (
        <>
          <Text fw={600} size="sm">
            {t("fields.objective")}
          </Text>
          <Text mb="sm" style={{ whiteSpace: "pre-line" }} className="wrap-anywhere">
            {objective}
          </Text>
        </>
      )}
      {description && (
        <Text style={{ whiteSpace: "pre-line" }} className="wrap-anywhere">
          {description}
        </Text>
      )}
      {!objective && !description && <Text c="dimmed">{t("projects.noTexts")}</Text>}
    </Section>
  );
}

function ProjectFacts({ project }: { project: Project }) {
  const { t } = useTranslation();
  const modality = useVocabulary("modality");
  const cooperation = useVocabulary("cooperation-type");
  const instrument = useVocabulary("instrument");
  const dates = ["start_planned", "start_actual", "end_planned", "end_actual", "signed_on"] as const;
  return (
    <Facts title={t("projects.facts")}>
      <Fact label={t("form.modality")}>{modality.label(project.modality)}</Fact>
      <Fact label={t("form.cooperation_type")}>{cooperation.label(project.cooperation_type)}</Fact>
      <Fact label={t("fields.instrument")}>{instrument.label(project.instrument)}</Fact>
      <Fact label={t("fields.responsible_id")}>{pick(project.responsible?.name)}</Fact>
      {dates.map((name) => (
        <Fact key={name} label={t(`fields.${name}`)}>
          {formatDate(project[name])}
        </Fact>
      ))}
      <Fact label={t("fields.iati_identifier")}>{project.iati_identifier}</Fact>
      <Fact label={t("fields.reporting")}>{pick(project.reporting?.name)}</Fact>
      <Fact label={t("fields.source")}>{project.source}</Fact>
      <Fact label={t("projects.updated")}>{formatMoment(project.updated_at)}</Fact>
    </Facts>
  );
}

function Budgets({ project }: { project: Project }) {
  const { t } = useTranslation();
  if (project.budgets.length === 0) return null;
  return (
    <Section title={t("fields.budgets")}>
      <WideTable label={t("fields.budgets")} minWidth={260}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("projects.period")}</Table.Th>
            <Table.Th ta="right">{t("fields.amount")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {project.budgets.map((row) => (
            <Table.Tr key={row.id}>
              <Table.Td>
                {`${formatDate(row.period_start)} – ${formatDate(row.period_end)}`}
                <Text size="xs" c="dimmed">
                  {pick(row.organisation?.name)}
                </Text>
              </Table.Td>
              <Table.Td ta="right" className="numbers" style={{ whiteSpace: "nowrap" }}>
                {formatAmount(row.amount, row.currency)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </Section>
  );
}

function Events({ project }: { project: Project }) {
  const { t } = useTranslation();
  const types = useVocabulary("event-type");
  if (project.events.length === 0) return null;
  return (
    <Section title={t("projects.events")}>
      <Stack gap="xs">
        {project.events.map((event) => (
          <div key={event.id}>
            <Text fw={500}>{pick(event.title)}</Text>
            <Text size="sm" c="dimmed">
              {[
                types.label(event.type),
                [formatDate(event.starts), formatDate(event.ends)].filter(Boolean).join(" – "),
                event.country && countryName(event.country),
              ]
                .filter(Boolean)
                .join(" · ")}
            </Text>
            {pick(event.outcome) && <Text size="sm">{pick(event.outcome)}</Text>}
          </div>
        ))}
      </Stack>
    </Section>
  );
}

function Places({ project }: { project: Project }) {
  const { t } = useTranslation();
  if (project.places.length === 0) return null;
  return (
    <Section title={t("fields.places")}>
      <Stack gap={4}>
        {project.places.map((place) => (
          <Text size="sm" key={place.id}>
            {place.kind === "country" && place.code
              ? countryName(place.code)
              : pick(place.name) || place.code}
            {place.longitude && !pick(place.name) && `${place.latitude}, ${place.longitude}`}
            <Text span c="dimmed">
              {` · ${t(`placeKind.${place.kind as "point"}`)}`}
              {place.share && ` · ${place.share} %`}
            </Text>
          </Text>
        ))}
      </Stack>
    </Section>
  );
}

function Classification({ project }: { project: Project }) {
  const { t } = useTranslation();
  const groups = new Map<string, Project["classifications"]>();
  for (const row of project.classifications) {
    groups.set(row.vocabulary, [...(groups.get(row.vocabulary) ?? []), row]);
  }
  if (groups.size === 0) return null;
  return (
    <Section title={t("fields.classifications")}>
      <Stack gap="sm">
        {[...groups].map(([vocabulary, rows]) => (
          <div key={vocabulary}>
            <Text size="xs" c="dimmed">
              {t(`vocabulary.${vocabulary as "sdg-goal"}`)}
            </Text>
            {rows.map((row) => (
              <Text size="sm" key={row.id}>
                <AnchorLink
                  underline="always"
                  to="/projects"
                  search={{ classification: [`${vocabulary}:${row.code}`] }}
                >
                  {row.code}
                </AnchorLink>
                {` ${pick(row.label)}`}
                {row.weight && (
                  <Text span c="dimmed">
                    {` · ${row.weight} %`}
                  </Text>
                )}
              </Text>
            ))}
          </div>
        ))}
      </Stack>
    </Section>
  );
}
