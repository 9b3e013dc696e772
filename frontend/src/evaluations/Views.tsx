import { Button, Group, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { nameOf } from "../organisations/nameOf";
import type { Field, Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { Section } from "../shared/Section";
import { pick } from "../shared/texts";
import { type Evaluation, useRatingsField } from "./fields";

const AGREEMENTS = ["agrees", "partly", "disagrees"] as const;

/** How each partner of a joint evaluation sees its outcome. */
export function Views({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useTranslation();
  const { session, may } = useSession();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<Values | null>(null);
  const fields = useViewFields(evaluation);
  const running = evaluation.status === "in-progress" || evaluation.status === "completed";
  const mayWrite = (organisation: string) =>
    running &&
    may("responses:write") &&
    (!["partner", "registrar"].includes(session?.role ?? "") || session?.organisation?.id === organisation);
  const button = (organisation: Schemas["OrganisationRef"], values: Values) =>
    mayWrite(organisation.id) && (
      <Button
        size="xs"
        variant="default"
        flex="none"
        aria-label={`${t("evaluations.recordView")}: ${nameOf(organisation)}`}
        onClick={() => setEdited({ ...values, id: organisation.id })}
      >
        {t("evaluations.recordView")}
      </Button>
    );
  return (
    <Section title={t("evaluations.views")}>
      <Stack gap="sm">
        {evaluation.views.map((view) => (
          <Group key={view.organisation.id} justify="space-between" align="flex-start" wrap="nowrap">
            <div>
              <Text fw={500}>{nameOf(view.organisation)}</Text>
              <Text size="sm">{`${t(`evaluations.agreement.${view.agreement}`)}: ${pick(view.statement)}`}</Text>
            </div>
            {button(view.organisation, view as unknown as Values)}
          </Group>
        ))}
        {evaluation.views_missing.map((organisation) => (
          <Group key={organisation.id} justify="space-between" wrap="nowrap">
            <Text c="dimmed">{`${nameOf(organisation)}: ${t("evaluations.viewMissing")}`}</Text>
            {button(organisation, {})}
          </Group>
        ))}
      </Stack>
      <RecordDrawer
        record={edited}
        title={t("evaluations.recordView")}
        fields={fields}
        send={(body) =>
          unwrap(
            api.PUT("/api/v1/evaluations/{evaluation_id}/views/{organisation_id}", {
              params: { path: { evaluation_id: evaluation.id, organisation_id: String(edited?.id) } },
              body: body as unknown as Schemas["ViewIn"],
            }),
          )
        }
        onDone={() => {
          setEdited(null);
          void queries.invalidateQueries({ queryKey: ["evaluation", evaluation.id] });
        }}
        onClose={() => setEdited(null)}
      />
    </Section>
  );
}

function useViewFields(evaluation: Evaluation): Field[] {
  const { t } = useTranslation();
  const ratings = useRatingsField(evaluation.scale, t("evaluations.ownRatings"));
  return [
    {
      kind: "choice",
      name: "agreement",
      label: t("evaluations.agreementLabel"),
      required: true,
      choices: AGREEMENTS.map((value) => ({ value, label: t(`evaluations.agreement.${value}`) })),
    },
    { kind: "texts", name: "statement", label: t("evaluations.statement"), required: true, long: true },
    ratings,
  ];
}
