import { Alert, Anchor, Button, Group, List, Stack, Table, Text, Textarea, Title } from "@mantine/core";
import { IconEdit } from "@tabler/icons-react";
import { useIsMutating, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { nameOf } from "../organisations/nameOf";
import { ExampleBadge } from "../projects/badges";
import type { Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { Fact, Facts } from "../shared/Facts";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { formatAmount, formatDate, formatNumber, pick, type Texts } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { WideTable } from "../shared/WideTable";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { type Evaluation, type Part, toContent, toForm, usePartFields } from "./fields";
import { Recommendation } from "./Recommendation";
import { StatusBadge } from "./StatusBadge";
import { useChecklist } from "./useChecklist";
import { Views } from "./Views";

const route = getRouteApi("/evaluations/$id");
const STEP_KEY = ["evaluation-step"];

/** An evaluation whole: plan, team, questions, ratings, the chain to its recommendations, quality. */
export function EvaluationRecord() {
  const { id } = route.useParams();
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ["evaluation", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/evaluations/{evaluation_id}", { params: { path: { evaluation_id: id } } })),
  });
  usePageTitle(found.data ? pick(found.data.title) : t("nav.evaluations"));
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading />;
  return <Told evaluation={found.data} />;
}

function Told({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const [part, setPart] = useState<Part | null>(null);
  const open = ["planned", "commissioned", "in-progress"].includes(evaluation.status);
  const edit = may("evaluations:write") && open ? setPart : null;
  return (
    <Stack>
      <div>
        <Group gap="xs" mb={4}>
          <StatusBadge status={evaluation.status} />
          {evaluation.example && <ExampleBadge />}
        </Group>
        <Title order={1} size="h2" className="wrap-anywhere">
          {pick(evaluation.title)}
        </Title>
        {evaluation.projects.map((project) => (
          <AnchorLink
            key={project.id}
            to="/projects/$code"
            params={{ code: project.code }}
            search={{ tab: "results" }}
            display="block"
            size="sm"
          >
            {`${project.code} · ${pick(project.title)}`}
          </AnchorLink>
        ))}
      </div>
      {evaluation.status_reason && <Alert role="note">{evaluation.status_reason}</Alert>}
      {may("evaluations:manage") && <Steps evaluation={evaluation} />}
      <Plan evaluation={evaluation} edit={edit} />
      <Team evaluation={evaluation} edit={edit} />
      <Questions evaluation={evaluation} edit={edit} />
      <Ratings evaluation={evaluation} edit={edit} />
      {evaluation.joint && <Views evaluation={evaluation} />}
      <Chain evaluation={evaluation} edit={edit} />
      <Report evaluation={evaluation} edit={edit} />
      <Quality evaluation={evaluation} edit={edit} />
      <PartDrawer evaluation={evaluation} part={part} onClose={() => setPart(null)} />
      {!open && evaluation.status === "completed" && may("responses:write") && (
        <AnchorLink to="/evaluations" search={{ tab: "board" }}>
          {t("evaluations.toBoard")}
        </AnchorLink>
      )}
    </Stack>
  );
}

interface PartProps {
  evaluation: Evaluation;
  edit: ((part: Part) => void) | null;
}

function EditButton({ part, title, edit }: { part: Part; title: string; edit: PartProps["edit"] }) {
  const { t } = useTranslation();
  // A form opened now would start from the record as it was before the step, and be refused as stale.
  const stepping = useIsMutating({ mutationKey: STEP_KEY }) > 0;
  if (!edit) return null;
  return (
    <Button
      size="xs"
      variant="default"
      disabled={stepping}
      leftSection={<IconEdit size={14} aria-hidden />}
      aria-label={`${t("projects.edit")}: ${title}`}
      onClick={() => edit(part)}
    >
      {t("projects.edit")}
    </Button>
  );
}

/** What can follow, and what is still missing for it. */
function Steps({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const step = useMutation({
    mutationKey: STEP_KEY,
    mutationFn: (to: Evaluation["status"]) =>
      unwrap(
        api.POST("/api/v1/evaluations/{evaluation_id}/steps", {
          params: {
            path: { evaluation_id: evaluation.id },
            header: { "If-Match": `"${evaluation.version}"` },
          },
          body: { to, reason: reason || null },
        }),
      ),
    onSuccess: async () => {
      setReason("");
      await queries.invalidateQueries({ queryKey: ["evaluation", evaluation.id] });
      await queries.invalidateQueries({ queryKey: ["evaluations"] });
      await queries.invalidateQueries({ queryKey: ["recommendations"] });
    },
  });
  const needsReason = (to: string) =>
    to === "cancelled" || evaluation.status === "completed" || evaluation.status === "cancelled";
  return (
    <Section title={t("evaluations.next")}>
      <Stack gap="sm">
        {step.isError && <ProblemAlert error={step.error} />}
        {evaluation.next.some(({ missing }) => missing.length > 0) && (
          <div>
            <Text size="sm" fw={500}>
              {t("evaluations.missingLabel")}
            </Text>
            <List size="sm">
              {evaluation.next
                .flatMap(({ missing }) => missing)
                .map((code) => (
                  <List.Item key={code}>
                    {t(`evaluations.missing.${code as "evaluation-needs-terms"}`)}
                  </List.Item>
                ))}
            </List>
          </div>
        )}
        <Textarea
          label={t("evaluations.reason")}
          description={t("evaluations.reasonHint")}
          autosize
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group>
          {evaluation.next.map(({ to, missing }) => (
            <Button
              key={to}
              variant={to === "cancelled" ? "default" : "filled"}
              disabled={missing.length > 0 || (needsReason(to) && !reason)}
              loading={step.isPending}
              onClick={() => step.mutate(to)}
            >
              {t(`evaluations.step.${evaluation.status === "completed" ? "reopen" : to}`)}
            </Button>
          ))}
        </Group>
      </Stack>
    </Section>
  );
}

function PartDrawer({
  evaluation,
  part,
  onClose,
}: {
  evaluation: Evaluation;
  part: Part | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { items } = useChecklist();
  const fields = usePartFields(part ?? "plan", evaluation, evaluation.projects[0]?.id ?? "");
  const [record, setRecord] = useState<{ part: Part; values: Values } | null>(null);
  // The form starts from the record as it was when the part was opened.
  if (part && record?.part !== part) setRecord({ part, values: toForm(part, evaluation, items) });
  if (!part && record) setRecord(null);
  return (
    <RecordDrawer
      record={part && record ? record.values : null}
      title={part ? t(`evaluations.part.${part}`) : ""}
      fields={fields}
      send={(body, tag) =>
        unwrap(
          api.PATCH("/api/v1/evaluations/{evaluation_id}", {
            params: { path: { evaluation_id: evaluation.id }, header: { "If-Match": tag } },
            body: toContent(part ?? "plan", body) as unknown as Schemas["EvaluationPatch"],
          }),
        )
      }
      onDone={async () => {
        await queries.invalidateQueries({ queryKey: ["evaluation", evaluation.id] });
        onClose();
        void queries.invalidateQueries({ queryKey: ["evaluations"] });
      }}
      onClose={onClose}
    />
  );
}

function Words({ label, texts }: { label: string; texts: Texts }) {
  const words = pick(texts);
  if (!words) return null;
  return (
    <div>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text style={{ whiteSpace: "pre-line" }} className="wrap-anywhere">
        {words}
      </Text>
    </div>
  );
}

function Link({ label, address }: { label: string; address: string | null }) {
  if (!address) return null;
  return (
    <Anchor href={address} target="_blank" rel="noopener noreferrer" size="sm">
      {label}
    </Anchor>
  );
}

function Plan({ evaluation, edit }: PartProps) {
  const { t } = useTranslation();
  const types = useVocabulary("evaluation-type");
  const title = t("evaluations.part.plan");
  return (
    <Section title={title} aside={<EditButton part="plan" title={title} edit={edit} />}>
      <Stack gap="sm">
        <Facts title={t("evaluations.facts")}>
          <Fact label={t("evaluations.timing")}>{types.label(evaluation.timing)}</Fact>
          <Fact label={t("evaluations.independence")}>
            {[types.label(evaluation.independence), evaluation.joint && types.label("joint")]
              .filter(Boolean)
              .join(", ")}
          </Fact>
          <Fact label={t("evaluations.commissioner")}>
            {evaluation.commissioner && nameOf(evaluation.commissioner)}
          </Fact>
          <Fact label={t("projects.period")}>
            {[formatDate(evaluation.planned_start), formatDate(evaluation.planned_end)]
              .filter(Boolean)
              .join(" – ")}
          </Fact>
          <Fact label={t("evaluations.budget")}>
            {evaluation.budget_amount &&
              evaluation.budget_currency &&
              formatAmount(evaluation.budget_amount, evaluation.budget_currency)}
          </Fact>
        </Facts>
        <Words label={t("evaluations.purpose")} texts={evaluation.purpose} />
        <Words label={t("evaluations.scope")} texts={evaluation.scope} />
        <Words label={t("evaluations.terms")} texts={evaluation.terms} />
        <Link label={t("evaluations.termsDocument")} address={evaluation.terms_document} />
      </Stack>
    </Section>
  );
}

function Team({ evaluation, edit }: PartProps) {
  const { t } = useTranslation();
  const title = t("evaluations.part.team");
  return (
    <Section title={title} aside={<EditButton part="team" title={title} edit={edit} />}>
      {evaluation.team.length === 0 && <Text c="dimmed">{t("evaluations.noTeam")}</Text>}
      <Stack gap="xs">
        {evaluation.team.map((row) => (
          <div key={`${row.role} ${row.name}`}>
            <Text fw={500}>{row.name}</Text>
            <Text size="sm" c="dimmed">
              {[
                t(`evaluations.roles.${row.role as "lead"}`),
                row.organisation && nameOf(row.organisation),
                row.independent === null
                  ? t("evaluations.undeclared")
                  : t(`evaluations.declared.${String(row.independent) as "true"}`),
                row.declaration,
              ]
                .filter(Boolean)
                .join(" · ")}
            </Text>
          </div>
        ))}
      </Stack>
    </Section>
  );
}

function Questions({ evaluation, edit }: PartProps) {
  const { t } = useTranslation();
  const criteria = useVocabulary("dac-criterion");
  const title = t("evaluations.part.questions");
  return (
    <Section title={title} aside={<EditButton part="questions" title={title} edit={edit} />}>
      {evaluation.questions.length === 0 && <Text c="dimmed">{t("evaluations.noQuestions")}</Text>}
      {evaluation.questions.length > 0 && (
        <WideTable label={title} minWidth={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("evaluations.criterion")}</Table.Th>
              <Table.Th>{t("evaluations.question")}</Table.Th>
              <Table.Th>{t("evaluations.sources")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {evaluation.questions.map((row) => (
              <Table.Tr key={`${row.criterion} ${JSON.stringify(row.question)}`}>
                <Table.Td>{criteria.label(row.criterion)}</Table.Td>
                <Table.Td>
                  {pick(row.question)}
                  {pick(row.judgement) && (
                    <Text size="xs" c="dimmed">
                      {pick(row.judgement)}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>{pick(row.sources)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      <Stack gap="sm" mt="sm">
        <Words label={t("evaluations.methodology")} texts={evaluation.methodology} />
        <Words label={t("evaluations.limitations")} texts={evaluation.limitations} />
      </Stack>
    </Section>
  );
}

/** The ratings of the evaluation itself, beside those of each partner of a joint one. */
function Ratings({ evaluation, edit }: PartProps) {
  const { t } = useTranslation();
  const criteria = useVocabulary("dac-criterion");
  const scale = useVocabulary(evaluation.scale);
  const title = t("evaluations.part.ratings");
  const views = evaluation.views.filter((view) => view.ratings.length > 0);
  const rated = criteria.choices.filter(({ value }) =>
    [evaluation, ...views].some(({ ratings }) => ratings.some((row) => row.criterion === value)),
  );
  return (
    <Section title={title} aside={<EditButton part="ratings" title={title} edit={edit} />}>
      {rated.length === 0 && <Text c="dimmed">{t("evaluations.noRatings")}</Text>}
      {rated.length > 0 && (
        <WideTable label={title} minWidth={480 + 140 * views.length}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("evaluations.criterion")}</Table.Th>
              <Table.Th>{t("evaluations.rating")}</Table.Th>
              {views.map((view) => (
                <Table.Th key={view.organisation.id}>{nameOf(view.organisation)}</Table.Th>
              ))}
              <Table.Th>{t("evaluations.justification")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rated.map(({ value, label }) => {
              const own = evaluation.ratings.find((row) => row.criterion === value);
              return (
                <Table.Tr key={value}>
                  <Table.Td>{label}</Table.Td>
                  <Table.Td fw={600}>{own ? `${own.rating} · ${scale.label(own.rating)}` : "–"}</Table.Td>
                  {views.map((view) => {
                    const theirs = view.ratings.find((row) => row.criterion === value);
                    return (
                      <Table.Td key={view.organisation.id}>
                        {theirs ? `${theirs.rating} · ${scale.label(theirs.rating)}` : "–"}
                      </Table.Td>
                    );
                  })}
                  <Table.Td>
                    {own && pick(own.justification)}
                    {own?.evidence && (
                      <Text size="xs" c="dimmed">
                        {own.evidence}
                      </Text>
                    )}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </WideTable>
      )}
    </Section>
  );
}

/** Findings, the conclusions that rest on them, and the recommendations that follow. */
function Chain({ evaluation, edit }: PartProps) {
  const { t } = useTranslation();
  const criteria = useVocabulary("dac-criterion");
  const title = t("evaluations.part.chain");
  const from = (letter: string, numbers: number[]) =>
    numbers.map((number) => `${letter}${number}`).join(", ");
  return (
    <Section title={title} aside={<EditButton part="chain" title={title} edit={edit} />}>
      <Stack>
        <Numbered
          title={t("evaluations.findings")}
          empty={t("evaluations.noFindings")}
          count={evaluation.findings.length}
        >
          {evaluation.findings.map((row) => (
            <Text size="sm" key={row.number}>
              <strong>{`H${row.number}`}</strong> {pick(row.text)}
              <Text span c="dimmed" size="xs">
                {` ${[criteria.label(row.criterion), row.evidence].filter(Boolean).join(" · ")}`}
              </Text>
            </Text>
          ))}
        </Numbered>
        <Numbered
          title={t("evaluations.conclusions")}
          empty={t("evaluations.noConclusions")}
          count={evaluation.conclusions.length}
        >
          {evaluation.conclusions.map((row) => (
            <Text size="sm" key={row.number}>
              <strong>{`C${row.number}`}</strong> {pick(row.text)}
              <Text span c="dimmed" size="xs">
                {` ← ${from("H", row.findings) || "–"}`}
              </Text>
            </Text>
          ))}
        </Numbered>
        <Numbered
          title={t("evaluations.recommendations")}
          empty={t("evaluations.noRecommendations")}
          count={evaluation.recommendations.length}
        >
          {evaluation.recommendations.map((row) => (
            <Recommendation
              key={row.number}
              item={row}
              basis={from("C", row.conclusions)}
              mayRespond={evaluation.status === "completed"}
              queryKey={["evaluation", evaluation.id]}
            />
          ))}
        </Numbered>
      </Stack>
    </Section>
  );
}

function Numbered({
  title,
  empty,
  count,
  children,
}: {
  title: string;
  empty: string;
  count: number;
  children: ReactNode;
}) {
  return (
    <div>
      <Title order={3} size="h5" mb={4}>
        {title}
      </Title>
      {count === 0 ? <Text c="dimmed">{empty}</Text> : <Stack gap="xs">{children}</Stack>}
    </div>
  );
}

function Report({ evaluation, edit }: PartProps) {
  const { t } = useTranslation();
  const title = t("evaluations.part.report");
  return (
    <Section title={title} aside={<EditButton part="report" title={title} edit={edit} />}>
      <Text style={{ whiteSpace: "pre-line" }}>{pick(evaluation.summary) || "–"}</Text>
      <Link label={t("evaluations.reportDocument")} address={evaluation.report_document} />
    </Section>
  );
}

function Quality({ evaluation, edit }: PartProps) {
  const { t } = useTranslation();
  const { items } = useChecklist();
  const title = t("evaluations.part.quality");
  const answers = new Map(evaluation.quality.map((row) => [row.item, row]));
  return (
    <Section title={title} aside={<EditButton part="quality" title={title} edit={edit} />}>
      {evaluation.quality_score !== null && (
        <Text fw={600} mb="xs">
          {t("evaluations.qualityScore", { score: formatNumber(evaluation.quality_score) })}
        </Text>
      )}
      <List size="sm">
        {items.map((item) => {
          const answer = answers.get(item.code);
          return (
            <List.Item key={item.code}>
              {pick(item.text)}
              <Text span fw={500} size="sm">
                {` ${answer ? t(`evaluations.answers.${answer.answer}`) : "–"}`}
              </Text>
              {answer?.note && (
                <Text size="xs" c="dimmed">
                  {answer.note}
                </Text>
              )}
            </List.Item>
          );
        })}
      </List>
    </Section>
  );
}
