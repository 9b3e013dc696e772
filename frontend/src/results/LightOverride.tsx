import { Button, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { pick } from "../shared/texts";
import { useRemoval } from "../shared/useRemoval";
import { useVocabulary } from "../vocabularies/useVocabulary";

type Indicator = Schemas["IndicatorOut"];
const LIGHTS = ["achieved", "on-track", "at-risk", "off-track"] as const;

/** Why an indicator shows another light than the computed one, and the form to decide so. */
export function LightOverride({ indicator }: { indicator: Indicator }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const { label } = useVocabulary("traffic-light");
  const queries = useQueryClient();
  const [edited, setEdited] = useState<Values | null>(null);
  const path = { indicator_id: indicator.id };
  const refresh = async () => {
    setEdited(null);
    await queries.invalidateQueries({ queryKey: ["framework"] });
  };
  const { override } = indicator;
  const decide = (body: Schemas["LightIn"]) =>
    unwrap(api.PUT("/api/v1/indicators/{indicator_id}/light", { params: { path }, body }));
  const end = useRemoval({
    told: t("results.overrideEnded"),
    remove: (_: NonNullable<typeof override>) =>
      unwrap(api.DELETE("/api/v1/indicators/{indicator_id}/light", { params: { path } })),
    // What is decided is never "no data".
    restore: ({ light, justification }) =>
      decide({ light: light as Schemas["LightIn"]["light"], justification }),
    refresh,
  });
  const mayDecide = may("monitoring:verify");
  if (!override && !mayDecide) return null;
  return (
    <>
      {override && (
        <Text size="xs" c="dimmed">
          {t("results.overridden", {
            name: override.by_name,
            light: label(indicator.computed_light),
            reason: override.justification,
          })}
        </Text>
      )}
      {mayDecide && (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={`${t("results.override")}: ${pick(indicator.title)}`}
          onClick={() => setEdited({ id: indicator.id, ...(override ?? {}) })}
        >
          {t("results.override")}
        </Button>
      )}
      {override && mayDecide && (
        <Button
          size="compact-xs"
          variant="subtle"
          loading={end.isPending}
          aria-label={`${t("results.endOverride")}: ${pick(indicator.title)}`}
          onClick={() => end.mutate(override)}
        >
          {t("results.endOverride")}
        </Button>
      )}
      <RecordDrawer
        record={edited}
        title={t("results.override")}
        fields={[
          {
            kind: "choice",
            name: "light",
            label: t("results.light"),
            required: true,
            choices: LIGHTS.map((value) => ({ value, label: label(value) })),
          },
          {
            kind: "text",
            name: "justification",
            label: t("evaluations.justification"),
            required: true,
            long: true,
          },
        ]}
        send={(body) =>
          decide({ ...body, justification: body.justification ?? "" } as unknown as Schemas["LightIn"])
        }
        onDone={() => void refresh()}
        onClose={() => setEdited(null)}
      />
    </>
  );
}
