import {
  Alert,
  Anchor,
  Badge,
  Button,
  Card,
  Group,
  NativeSelect,
  Progress,
  SimpleGrid,
  Stack,
  Tabs,
  Text,
  Title,
} from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink, ButtonLink } from "../shared/links";
import { formatDuration, formatMoment, formatNumber } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { ImportProblems } from "./ImportProblems";
import { ImportRows } from "./ImportRows";
import { StatusBadge } from "./StatusBadge";

const route = getRouteApi("/imports/$id");
const ACTIONS = ["created", "updated", "unchanged", "rejected"] as const;
const BUSY = new Set(["queued", "checking", "applying"]);

const REPEATED = ["none", "first", "last"] as const;

type Import = Schemas["ImportOut"];
type Repeated = (typeof REPEATED)[number];
type Wish = Repeated | "partial" | "undo";

interface Report {
  iatiVersion?: string;
  fileType?: string;
  encoding?: string;
  summary?: Record<"critical" | "error" | "warning" | "advisory", number>;
  undone?: Record<"deleted" | "restored" | "kept", number>;
}

/** One file on its way in: checked, looked at, applied, reported, undone. */
export function ImportRecord() {
  const { id } = route.useParams();
  const { t } = useTranslation();
  const queries = useQueryClient();
  const queryKey = ["import", id];
  const found = useQuery({
    queryKey,
    queryFn: () => unwrap(api.GET("/api/v1/imports/{import_id}", { params: { path: { import_id: id } } })),
    // The work goes on in the background: look again while it does.
    refetchInterval: (query) => (query.state.data && !BUSY.has(query.state.data.status) ? false : 700),
  });
  usePageTitle(found.data?.filename ?? t("nav.imports"));
  const act = useMutation({
    mutationFn: (wish: Wish) =>
      unwrap(
        wish === "undo"
          ? api.POST("/api/v1/imports/{import_id}/undo", { params: { path: { import_id: id } } })
          : api.POST("/api/v1/imports/{import_id}/apply", {
              params: {
                path: { import_id: id },
                query: wish === "partial" ? { partial: true } : { repeated: wish },
              },
            }),
      ),
    onSuccess: async (_, wish) => {
      if (wish === "undo") await waitForUndo(id);
      await queries.invalidateQueries();
    },
  });
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading />;
  const item = found.data;
  const report = item.report as Report;
  const busy = BUSY.has(item.status);
  return (
    <Stack>
      <AnchorLink to="/imports" size="sm">
        ← {t("nav.imports")}
      </AnchorLink>
      <Group>
        <Title order={1} size="h2" className="wrap-anywhere">
          {item.filename ?? item.id}
        </Title>
        <StatusBadge status={item.status} />
      </Group>
      <Text size="sm" c="dimmed">
        {[
          `${formatNumber(Math.ceil(item.size / 1024))} kB`,
          report.iatiVersion && `IATI ${report.iatiVersion}`,
          report.encoding,
          `${item.created_by}, ${formatMoment(item.created_at)}`,
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
      {busy && <Working item={item} />}
      {item.failure && (
        <Alert color="red" variant="light" role="alert" title={item.failure.message}>
          {item.failure.advice}
        </Alert>
      )}
      {act.isError && <ProblemAlert error={act.error} />}
      {item.status === "ready" && <Ready item={item} onApply={act.mutate} applying={act.isPending} />}
      {item.status === "applied" && (
        <Alert color="jade" variant="light" title={t("imports.appliedTitle")} role="status">
          <Group>
            <Text size="sm">{t("imports.appliedText")}</Text>
            <ButtonLink to="/projects" search={{ imported_by: item.id }} size="xs">
              {t("imports.seeProjects")}
            </ButtonLink>
            <Button size="xs" variant="default" loading={act.isPending} onClick={() => act.mutate("undo")}>
              {t("imports.undo")}
            </Button>
          </Group>
        </Alert>
      )}
      {item.status === "undone" && (
        <Alert variant="light" title={t("imports.undoneTitle")} role="status">
          {report.undone && t("imports.undoneText", report.undone)}
        </Alert>
      )}
      {item.status !== "failed" && !busy && (
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          {ACTIONS.map((action) => (
            <Card withBorder key={action} padding="sm">
              <Text fz={24} fw={700} className="numbers">
                {formatNumber(item.counts[action])}
              </Text>
              <Text size="sm">
                {item.status === "ready" ? t(`imports.planned.${action}`) : t(`imports.action.${action}`)}
              </Text>
            </Card>
          ))}
        </SimpleGrid>
      )}
      {!busy && (
        <Tabs defaultValue={item.status === "failed" ? "problems" : "rows"} keepMounted={false}>
          <Tabs.List>
            {item.status !== "failed" && <Tabs.Tab value="rows">{t("imports.records")}</Tabs.Tab>}
            <Tabs.Tab value="problems" rightSection={<ProblemCount report={report} />}>
              {t("imports.problems")}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="rows" pt="sm">
            <ImportRows id={item.id} status={item.status} />
          </Tabs.Panel>
          <Tabs.Panel value="problems" pt="sm">
            <ImportProblems id={item.id} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Stack>
  );
}

/** The undo runs in the background; wait until the import says that it is done. */
async function waitForUndo(id: string): Promise<void> {
  for (let attempt = 0; attempt < 120; attempt += 1) {
    const item = await unwrap(
      api.GET("/api/v1/imports/{import_id}", { params: { path: { import_id: id } } }),
    );
    if (item.status !== "applied") return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function Working({ item }: { item: Import }) {
  const { t } = useTranslation();
  const { done, total, remaining_seconds: left } = item.progress;
  return (
    <Card withBorder role="status">
      <Text size="sm" mb="xs">
        {t(`imports.working.${item.status as "checking"}`)}{" "}
        {total > 0 && t("imports.doneOf", { done: formatNumber(done), total: formatNumber(total) })}
        {left !== null && ` · ${t("imports.remaining", { time: formatDuration(left) })}`}
      </Text>
      <Progress
        value={total > 0 ? (done / total) * 100 : 100}
        animated={total === 0}
        aria-label={t("imports.progress")}
      />
    </Card>
  );
}

interface ReadyProps {
  item: Import;
  onApply: (wish: Wish) => void;
  applying: boolean;
}

function Ready({ item, onApply, applying }: ReadyProps) {
  const { t } = useTranslation();
  const [repeated, setRepeated] = useState<Repeated>("none");
  const changes = item.counts.created + item.counts.updated;
  const report = item.report as Report;
  const sheet = item.kind === "spreadsheet";
  const partial = sheet && (report.summary?.critical ?? 0) > 0;
  const choice = !sheet && item.counts.rejected > 0 && report.fileType === "iati-activities";
  return (
    <Alert
      variant="light"
      title={changes || choice ? t("imports.readyTitle") : t("imports.nothingTitle")}
      role="status"
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{changes || choice ? t("imports.readyText") : t("imports.nothingText")}</Text>
        {choice && (
          <NativeSelect
            label={t("imports.repeated.label")}
            description={t("imports.repeated.hint")}
            data={REPEATED.map((value) => ({ value, label: t(`imports.repeated.${value}`) }))}
            value={repeated}
            onChange={(event) => setRepeated(event.currentTarget.value as Repeated)}
          />
        )}
        {partial && (
          <>
            <Text size="sm">{t("imports.partialText", { number: formatNumber(item.counts.rejected) })}</Text>
            <Anchor size="sm" href={`/api/v1/imports/${item.id}/commented`} download>
              {t("imports.commented")}
            </Anchor>
          </>
        )}
        {(changes > 0 || repeated !== "none") && (
          <Button
            variant={partial ? "default" : "filled"}
            onClick={() => onApply(partial ? "partial" : repeated)}
            loading={applying}
          >
            {repeated === "none"
              ? t("imports.apply", { count: changes, number: formatNumber(changes) })
              : t("imports.applyAll")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

function ProblemCount({ report }: { report: Report }) {
  const { critical = 0, error = 0, warning = 0 } = report.summary ?? {};
  const count = critical + error + warning;
  if (!count) return null;
  return (
    <Badge size="sm" variant="filled" color={critical ? "red.9" : "gray.8"} circle={count < 10}>
      {formatNumber(count)}
    </Badge>
  );
}
