import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight, IconStar } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Project } from "../projects/useProject";
import type { Field, Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { AddButton } from "../shared/AddButton";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { Section } from "../shared/Section";
import { formatNumber, pick } from "../shared/texts";
import { useVocabulary } from "../vocabularies/useVocabulary";

type Risk = Schemas["RiskOut"];

const STATUSES = ["open", "occurred", "closed"] as const;
const TRENDS = {
  new: IconStar,
  rising: IconArrowUpRight,
  falling: IconArrowDownRight,
  steady: IconArrowRight,
};

/** What may keep a project from its results, the gravest first, each with how it develops. */
export function Risks({ project }: { project: Project }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const queries = useQueryClient();
  const queryKey = ["risks", project.id];
  const [edited, setEdited] = useState<Values | null>(null);
  const fields = useRiskFields();
  const found = useQuery({
    queryKey,
    queryFn: () => unwrap(api.GET("/api/v1/risks", { params: { query: { project: project.code } } })),
  });
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading rows={3} />;
  const mayWrite = may("monitoring:write");
  return (
    <Section
      title={t("risks.title")}
      aside={mayWrite && <AddButton label={t("risks.add")} onClick={() => setEdited({})} />}
    >
      {found.data.items.length === 0 && <Text c="dimmed">{t("risks.none")}</Text>}
      <Stack gap="sm">
        {found.data.items.map((risk) => (
          <Group key={risk.id} justify="space-between" align="flex-start" wrap="nowrap">
            <Told risk={risk} />
            {mayWrite && (
              <Button
                size="xs"
                variant="default"
                flex="none"
                aria-label={`${t("risks.assess")}: ${pick(risk.title)}`}
                onClick={() => setEdited(risk as unknown as Values)}
              >
                {t("risks.assess")}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
      <RecordDrawer
        record={edited}
        title={t("risks.title")}
        fields={fields}
        start={{ status: "open" }}
        send={(body, tag) => sendRisk(project, edited, body, tag)}
        onDone={() => {
          setEdited(null);
          void queries.invalidateQueries({ queryKey });
        }}
        onClose={() => setEdited(null)}
      />
    </Section>
  );
}

function sendRisk(project: Project, edited: Values | null, body: Values, tag: string): Promise<Risk> {
  const level = (value: unknown) => (value === null ? null : Number(value));
  const content = {
    ...body,
    project: project.code,
    probability: level(body.probability),
    impact: level(body.impact),
  } as unknown as Schemas["RiskIn"];
  return edited?.id
    ? unwrap(
        api.PUT("/api/v1/risks/{risk_id}", {
          params: { path: { risk_id: String(edited.id) }, header: { "If-Match": tag } },
          body: content,
        }),
      )
    : unwrap(api.POST("/api/v1/risks", { body: content }));
}

function Told({ risk }: { risk: Risk }) {
  const { t } = useTranslation();
  const levels = useVocabulary("risk-level");
  const Trend = TRENDS[risk.trend];
  const mitigation = pick(risk.mitigation);
  return (
    <div>
      <Group gap="xs">
        <Text fw={600}>{pick(risk.title)}</Text>
        <Badge variant="outline" color="gray" tt="none" leftSection={<Trend size={12} aria-hidden />}>
          {t(`risks.trends.${risk.trend}`)}
        </Badge>
        {risk.status !== "open" && (
          <Badge variant="outline" color="gray" tt="none">
            {t(`risks.statuses.${risk.status as (typeof STATUSES)[number]}`)}
          </Badge>
        )}
      </Group>
      <Text size="sm">
        {t("risks.score", {
          score: formatNumber(risk.score),
          probability: levels.label(String(risk.probability)),
          impact: levels.label(String(risk.impact)),
        })}
      </Text>
      {mitigation && <Text size="sm">{`${t("risks.mitigation")}: ${mitigation}`}</Text>}
      {(risk.owner || risk.category) && (
        <Text size="xs" c="dimmed">
          {[risk.category, risk.owner].filter(Boolean).join(" · ")}
        </Text>
      )}
    </div>
  );
}

function useRiskFields(): Field[] {
  const { t } = useTranslation();
  const { choices } = useVocabulary("risk-level");
  return [
    { kind: "texts", name: "title", label: t("risks.risk"), required: true, long: true },
    { kind: "choice", name: "probability", label: t("risks.probability"), required: true, choices },
    { kind: "choice", name: "impact", label: t("risks.impact"), required: true, choices },
    { kind: "texts", name: "mitigation", label: t("risks.mitigation"), long: true },
    { kind: "text", name: "category", label: t("fields.category"), maxLength: 100 },
    { kind: "text", name: "owner", label: t("coordination.responsible"), maxLength: 300 },
    {
      kind: "choice",
      name: "status",
      label: t("imports.statusLabel"),
      required: true,
      choices: STATUSES.map((value) => ({ value, label: t(`risks.statuses.${value}`) })),
    },
  ];
}
