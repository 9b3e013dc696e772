import { Box, Button, Card, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProjectPicker, type ProjectRef } from "../projects/ProjectPicker";
import { useSession } from "../session/useSession";
import { ProblemAlert } from "../shared/Failure";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { formatNumber, pick } from "../shared/texts";
import type { Loaded } from "./Reconciliation";

type Step = { link: string } | "unlink" | "register";

/** Which project the record is about: proposals, a choice of one's own, none, or a new one. */
export function LinkSection({ loaded }: { loaded: Loaded }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const { found, etag, refresh } = loaded;
  const [chosen, setChosen] = useState<ProjectRef | null>(null);
  const params = { path: { record_id: found.record.id }, header: { "If-Match": etag } };
  const act = useMutation({
    mutationFn: (step: Step) => {
      if (step === "unlink") {
        return unwrap(api.DELETE("/api/v1/reconciliation/{record_id}/link", { params }));
      }
      if (step === "register") {
        return unwrap(
          api.POST("/api/v1/reconciliation/{record_id}/project", { params, body: { visibility: "draft" } }),
        );
      }
      return unwrap(
        api.PUT("/api/v1/reconciliation/{record_id}/link", { params, body: { project: step.link } }),
      );
    },
    onSettled: refresh,
  });
  const linked = found.project !== null;
  return (
    <Section title={t("federation.which")}>
      <Stack>
        {act.isError && <ProblemAlert error={act.error} />}
        {linked ? (
          <Group>
            <Text size="sm">{t(`federation.link.${found.record.link ?? "accepted"}`)}</Text>
            <Button size="xs" variant="default" loading={act.isPending} onClick={() => act.mutate("unlink")}>
              {t("federation.unlink")}
            </Button>
          </Group>
        ) : (
          <>
            {found.proposals.length > 0 && <Text size="sm">{t("federation.proposals")}</Text>}
            {found.proposals.map((proposal) => (
              <ProposalCard
                key={proposal.project.id}
                proposal={proposal}
                onAccept={() => act.mutate({ link: proposal.project.code })}
              />
            ))}
            <Group align="end">
              <Box flex={1} miw={220} maw={520}>
                <ProjectPicker
                  label={t("federation.another")}
                  required={false}
                  error={undefined}
                  value={chosen}
                  onChange={setChosen}
                />
              </Box>
              <Button
                variant="default"
                disabled={chosen === null}
                onClick={() => chosen && act.mutate({ link: chosen.id })}
              >
                {t("federation.linkButton")}
              </Button>
            </Group>
            <Group>
              {may("projects:write") && (
                <Button variant="default" loading={act.isPending} onClick={() => act.mutate("register")}>
                  {t("federation.register")}
                </Button>
              )}
              {found.record.status === "unlinked" && (
                <Button variant="default" loading={act.isPending} onClick={() => act.mutate("unlink")}>
                  {t("federation.dismiss")}
                </Button>
              )}
            </Group>
          </>
        )}
      </Stack>
    </Section>
  );
}

interface ProposalProps {
  proposal: Schemas["Proposal"];
  onAccept: () => void;
}

function ProposalCard({ proposal, onAccept }: ProposalProps) {
  const { t, i18n } = useTranslation();
  const { code, title } = proposal.project;
  const percent = (value: number) => `${formatNumber(Math.round(value * 100))} %`;
  const reasons = Object.entries(proposal.reasons)
    .map(([name, value]) => `${t(`federation.reason.${name as "title"}`)} ${percent(value)}`)
    .join(" · ");
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between">
        <div>
          <AnchorLink to="/projects/$code" params={{ code }}>
            {code}: {pick(title, i18n.resolvedLanguage ?? "es")}
          </AnchorLink>
          <Text size="xs" c="dimmed">
            {t("federation.likeness", { score: percent(proposal.score) })} · {reasons}
          </Text>
        </div>
        <Button size="xs" aria-label={`${t("federation.accept")}: ${code}`} onClick={onAccept}>
          {t("federation.accept")}
        </Button>
      </Group>
    </Card>
  );
}
