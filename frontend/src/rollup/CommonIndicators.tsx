import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { IconEdit } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ExampleBadge } from "../projects/badges";
import type { Field, Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { AddButton } from "../shared/AddButton";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { Section } from "../shared/Section";
import { pick } from "../shared/texts";
import { COMMON_KEY, GOALS, useCommonIndicators } from "./useCommonIndicators";

const MEASURES = ["number", "percentage", "ratio"] as const;
const RULES = ["sum", "average", "weighted", "latest", "none"] as const;

/** What projects measure alike: the rule by which their values become one, and the goals that serves. */
export function CommonIndicators() {
  const { t } = useTranslation();
  const { may } = useSession();
  const queries = useQueryClient();
  const found = useCommonIndicators();
  const [edited, setEdited] = useState<Values | null>(null);
  const fields = useCommonFields(edited?.id !== undefined);
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading rows={4} />;
  const mayWrite = may("frameworks:approve");
  return (
    <Section
      title={t("rollup.tab.common")}
      aside={mayWrite && <AddButton label={t("rollup.addCommon")} onClick={() => setEdited({})} />}
    >
      {found.data.items.length === 0 && <Text c="dimmed">{t("rollup.noCommon")}</Text>}
      <Stack gap="sm">
        {found.data.items.map((item) => (
          <Group key={item.id} justify="space-between" wrap="nowrap" align="flex-start">
            <div>
              <Group gap="xs">
                <Text fw={500}>{pick(item.title)}</Text>
                {item.withdrawn && (
                  <Badge variant="outline" color="gray" tt="none">
                    {t("rollup.withdrawn")}
                  </Badge>
                )}
                {item.example && <ExampleBadge />}
              </Group>
              <Text size="sm" c="dimmed">
                {[
                  t(`results.measures.${item.measure as "number"}`),
                  pick(item.unit),
                  t(`rollup.rules.${item.aggregation}`),
                  t("rollup.usedBy", { count: item.used }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </Text>
              <Text size="sm">{item.goals.map((goal) => pick(goal.label) || goal.goal).join(" · ")}</Text>
            </div>
            {mayWrite && (
              <Button
                size="xs"
                variant="default"
                flex="none"
                leftSection={<IconEdit size={14} aria-hidden />}
                aria-label={`${t("projects.edit")}: ${pick(item.title)}`}
                onClick={() =>
                  setEdited({ ...item, goals: item.goals.map(({ goal }) => goal) } as unknown as Values)
                }
              >
                {t("projects.edit")}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
      <RecordDrawer
        record={edited}
        title={t("results.common")}
        fields={fields}
        start={{ measure: "number", direction: "ascending", aggregation: "sum" }}
        send={(body, tag) => {
          const content = body as unknown as Schemas["CommonIndicatorIn"];
          return edited?.id
            ? unwrap(
                api.PUT("/api/v1/common-indicators/{common_id}", {
                  params: { path: { common_id: String(edited.id) }, header: { "If-Match": tag } },
                  body: content,
                }),
              )
            : unwrap(api.POST("/api/v1/common-indicators", { body: content }));
        }}
        onDone={() => {
          setEdited(null);
          void queries.invalidateQueries({ queryKey: COMMON_KEY });
          void queries.invalidateQueries({ queryKey: ["rollup"] });
        }}
        onClose={() => setEdited(null)}
      />
    </Section>
  );
}

function useCommonFields(known: boolean): Field[] {
  const { t } = useTranslation();
  const fields: Field[] = [
    { kind: "texts", name: "title", label: t("form.title"), required: true, long: true },
    { kind: "texts", name: "definition", label: t("results.definition"), long: true },
    { kind: "texts", name: "unit", label: t("results.unit") },
    {
      kind: "choice",
      name: "measure",
      label: t("results.measure"),
      required: true,
      choices: MEASURES.map((value) => ({ value, label: t(`results.measures.${value}`) })),
    },
    {
      kind: "choice",
      name: "direction",
      label: t("results.direction"),
      required: true,
      choices: (["ascending", "descending"] as const).map((value) => ({
        value,
        label: t(`results.directions.${value}`),
      })),
    },
    {
      kind: "choice",
      name: "aggregation",
      label: t("rollup.rule"),
      required: true,
      choices: RULES.map((value) => ({ value, label: t(`rollup.rules.${value}`) })),
    },
    { kind: "codes", name: "goals", label: t("rollup.goals"), vocabularies: GOALS },
  ];
  return known ? [...fields, { kind: "flag", name: "withdrawn", label: t("rollup.withdrawn") }] : fields;
}
