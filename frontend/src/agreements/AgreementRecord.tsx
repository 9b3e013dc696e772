import { Badge, Button, Grid, Group, Stack, Text, Title } from "@mantine/core";
import { IconEdit } from "@tabler/icons-react";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, unwrap } from "../api/client";
import { Documents } from "../documents/Documents";
import { useTranslation } from "../i18n/useTranslation";
import { ExampleBadge } from "../projects/badges";
import type { Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { Fact, Facts } from "../shared/Facts";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { countryName, formatDate, pick } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { useAgreementFields } from "./fields";
import { AgreementBadge } from "./StatusBadge";
import { toAgreement } from "./toAgreement";

const route = getRouteApi("/agreements/$id");
const agreementQuery = (id: string) =>
  queryOptions({
    queryKey: ["agreement", id],
    queryFn: () =>
      unwrap(api.GET("/api/v1/agreements/{agreement_id}", { params: { path: { agreement_id: id } } })),
  });

/** One agreement: its terms, parties, projects and documents. */
export function AgreementRecord() {
  const { id } = route.useParams();
  const { t } = useTranslation();
  const { may } = useSession();
  const types = useVocabulary("agreement-type");
  const fields = useAgreementFields();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<Values | null>(null);
  const found = useQuery(agreementQuery(id));
  usePageTitle(found.data ? pick(found.data.title) : t("nav.agreements"));
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading />;
  const agreement = found.data;
  const edit = () =>
    setEdited({ ...agreement, projects: agreement.projects.map((project) => ({ project })) } as Values);
  return (
    <Stack gap="lg">
      <div>
        <Group gap="xs" mb={4}>
          <Text c="dimmed">{types.label(agreement.type)}</Text>
          <AgreementBadge status={agreement.status} />
          {agreement.example && <ExampleBadge />}
        </Group>
        <Title order={1} size="h2" className="wrap-anywhere">
          {pick(agreement.title)}
        </Title>
      </div>
      {may("agreements:write") && (
        <Group>
          <Button leftSection={<IconEdit size={16} aria-hidden />} onClick={edit}>
            {t("projects.edit")}
          </Button>
        </Group>
      )}
      <Grid>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack>
            {pick(agreement.summary) && (
              <Section title={t("agreements.summary")}>
                <Text style={{ whiteSpace: "pre-line" }}>{pick(agreement.summary)}</Text>
              </Section>
            )}
            <Section title={t("agreements.parties")}>
              {agreement.parties.length === 0 && <Text c="dimmed">{t("agreements.noParties")}</Text>}
              <Stack gap="xs">
                {agreement.parties.map((party) => (
                  <div key={party.organisation.id}>
                    <AnchorLink to="/partners/$id" params={{ id: party.organisation.id }}>
                      {pick(party.organisation.name)}
                    </AnchorLink>
                    <Text size="sm" c="dimmed">
                      {[
                        party.organisation.country && countryName(party.organisation.country),
                        party.signatory,
                      ]
                        .filter(Boolean)
                        .join(" · ")}
                    </Text>
                  </div>
                ))}
              </Stack>
            </Section>
            <Section title={t("agreements.projects")}>
              {agreement.projects.length === 0 && <Text c="dimmed">{t("agreements.noProjects")}</Text>}
              <Stack gap="xs">
                {agreement.projects.map((project) => (
                  <Group key={project.id} gap="xs">
                    <Badge variant="outline" color="gray" className="numbers">
                      {project.code}
                    </Badge>
                    <AnchorLink to="/projects/$code" params={{ code: project.code }}>
                      {pick(project.title)}
                    </AnchorLink>
                  </Group>
                ))}
              </Stack>
            </Section>
            <Documents owner={{ agreement: agreement.id }} mayWrite={may("agreements:write")} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Facts title={t("projects.facts")}>
            <Fact label={t("agreements.reference")}>{agreement.reference}</Fact>
            <Fact label={t("fields.signed_on")}>{formatDate(agreement.signed_on)}</Fact>
            <Fact label={t("agreements.inForce")}>{formatDate(agreement.in_force_on)}</Fact>
            <Fact label={t("agreements.expires")}>
              {agreement.expires_on ? formatDate(agreement.expires_on) : t("agreements.noEnd")}
            </Fact>
            <Fact label={t("agreements.terminated")}>{formatDate(agreement.terminated_on)}</Fact>
            <Fact label={t("agreements.legalInstrument")}>{agreement.legal_instrument}</Fact>
            <Fact label={t("form.visibility")}>{t(`visibility.${agreement.visibility as "public"}`)}</Fact>
          </Facts>
        </Grid.Col>
      </Grid>
      <RecordDrawer
        record={edited}
        title={t("projects.edit")}
        fields={fields}
        send={(body, tag) =>
          unwrap(
            api.PUT("/api/v1/agreements/{agreement_id}", {
              params: { path: { agreement_id: agreement.id }, header: { "If-Match": tag } },
              body: toAgreement(body),
            }),
          )
        }
        onDone={async () => {
          setEdited(null);
          await queries.invalidateQueries({ queryKey: ["agreement", agreement.id] });
          await queries.invalidateQueries({ queryKey: ["agreements"] });
        }}
        onClose={() => setEdited(null)}
      />
    </Stack>
  );
}
