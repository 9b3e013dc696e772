import { Button, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { pick } from "../shared/texts";

/** Validates a proposed practice, or returns it with a comment, after it was read whole. */
export function PracticeDecision({ id, title }: { id: string; title: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [opened, setOpened] = useState(false);
  const found = useQuery({
    queryKey: ["knowledge-record", "practice", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/practices/{practice_id}", { params: { path: { practice_id: id } } })),
    enabled: opened,
    gcTime: 0,
  });
  const practice = found.data;
  return (
    <>
      <Button
        size="compact-sm"
        aria-label={`${t("knowledge.decide")}: ${title}`}
        onClick={() => setOpened(true)}
      >
        {t("knowledge.decide")}
      </Button>
      <RecordDrawer
        record={
          opened && practice
            ? ({ id: practice.id, version: practice.version, decision: "validated" } as Values)
            : null
        }
        title={title}
        fields={[
          {
            kind: "choice",
            name: "decision",
            label: t("evaluations.decisionLabel"),
            required: true,
            choices: (["validated", "returned"] as const).map((value) => ({
              value,
              label: t(`knowledge.decision.${value}`),
            })),
          },
          { kind: "text", name: "comment", label: t("monitoring.comment"), long: true },
        ]}
        notice={() =>
          practice ? (
            <Stack gap="xs">
              {(["context", "done", "results", "conditions"] as const).map((name) =>
                pick(practice[name]) ? (
                  <div key={name}>
                    <Text size="sm" c="dimmed">
                      {t(`knowledge.${name}`)}
                    </Text>
                    <Text size="sm">{pick(practice[name])}</Text>
                  </div>
                ) : null,
              )}
            </Stack>
          ) : null
        }
        send={(body, tag) =>
          unwrap(
            api.POST("/api/v1/practices/{practice_id}/validation", {
              params: { path: { practice_id: id }, header: { "If-Match": tag } },
              body: body as unknown as Schemas["PracticeDecisionIn"],
            }),
          )
        }
        onDone={() => {
          setOpened(false);
          void queries.invalidateQueries({ queryKey: ["knowledge"] });
        }}
        onClose={() => setOpened(false)}
      />
    </>
  );
}
