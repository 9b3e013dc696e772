import { Alert, Anchor, Button, Grid, Group, Stack, Text, Title } from "@mantine/core";
import { IconEdit, IconGitMerge } from "@tabler/icons-react";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { Fact, Facts } from "../shared/Facts";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { countryName, formatMoment, formatNumber, pick } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { toOrganisation, useOrganisationFields } from "./fields";
import { OrganisationPicker, type OrganisationRef } from "./OrganisationPicker";

type Organisation = Schemas["OrganisationOut"];

const route = getRouteApi("/partners/$id");
const organisationQuery = (id: string) =>
  queryOptions({
    queryKey: ["organisation", id],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/organisations/{organisation_id}", { params: { path: { organisation_id: id } } }),
      ),
  });

/** One organisation: what it is, what it belongs to, whom to turn to, its projects. */
export function PartnerRecord() {
  const { id } = route.useParams();
  const { t } = useTranslation();
  const { may } = useSession();
  const types = useVocabulary("organisation-type");
  const fields = useOrganisationFields();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<Values | null>(null);
  const found = useQuery(organisationQuery(id));
  usePageTitle(found.data ? pick(found.data.name) : t("nav.partners"));
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading />;
  const organisation = found.data;
  return (
    <Stack gap="lg">
      <div>
        <Text c="dimmed">
          {[types.label(organisation.type), organisation.acronym].filter(Boolean).join(" · ")}
        </Text>
        <Title order={1} size="h2" className="wrap-anywhere">
          {pick(organisation.name)}
        </Title>
      </div>
      {organisation.id !== id && (
        <Alert role="note" variant="light">
          {t("organisations.redirected")}
        </Alert>
      )}
      {may("organisations:write") && (
        <Group>
          <Button
            leftSection={<IconEdit size={16} aria-hidden />}
            onClick={() => setEdited(organisation as unknown as Values)}
          >
            {t("projects.edit")}
          </Button>
        </Group>
      )}
      <Grid>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack>
            <Section title={t("nav.projects")}>
              <AnchorLink to="/projects" search={{ organisation: [organisation.id] }}>
                {t("projects.found", {
                  count: organisation.projects,
                  number: formatNumber(organisation.projects),
                })}
              </AnchorLink>
            </Section>
            {organisation.children.length > 0 && (
              <Section title={t("organisations.children")}>
                <Stack gap={4}>
                  {organisation.children.map((child) => (
                    <AnchorLink key={child.id} to="/partners/$id" params={{ id: child.id }}>
                      {pick(child.name)}
                    </AnchorLink>
                  ))}
                </Stack>
              </Section>
            )}
            {organisation.contacts.length > 0 && (
              <Section title={t("organisations.contacts")}>
                <Stack gap="xs">
                  {organisation.contacts.map((contact) => (
                    <div key={`${contact.name} ${contact.email}`}>
                      <Text fw={500}>{contact.name}</Text>
                      <Text size="sm">
                        {[contact.function, contact.phone].filter(Boolean).join(" · ")}{" "}
                        {contact.email && <Anchor href={`mailto:${contact.email}`}>{contact.email}</Anchor>}
                      </Text>
                    </div>
                  ))}
                </Stack>
              </Section>
            )}
            {may("organisations:merge") && <Merging organisation={organisation} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Facts title={t("projects.facts")}>
            <Fact label={t("placeKind.country")}>
              {organisation.country && countryName(organisation.country)}
            </Fact>
            <Fact label={t("organisations.parent")}>
              {organisation.parent && (
                <AnchorLink to="/partners/$id" params={{ id: organisation.parent.id }}>
                  {pick(organisation.parent.name)}
                </AnchorLink>
              )}
            </Fact>
            <Fact label={t("organisations.orgId")}>{organisation.iati_identifier}</Fact>
            {organisation.identifiers.map((row) => (
              <Fact key={`${row.scheme} ${row.identifier}`} label={row.scheme ?? ""}>
                {row.identifier}
              </Fact>
            ))}
            <Fact label={t("organisations.website")}>
              {organisation.website && (
                <Anchor href={organisation.website} rel="noopener noreferrer" target="_blank">
                  {organisation.website}
                </Anchor>
              )}
            </Fact>
          </Facts>
        </Grid.Col>
      </Grid>
      <RecordDrawer
        record={edited}
        title={t("projects.edit")}
        fields={fields}
        send={(body, tag) =>
          unwrap(
            api.PATCH("/api/v1/organisations/{organisation_id}", {
              params: { path: { organisation_id: organisation.id }, header: { "If-Match": tag } },
              body: toOrganisation(body),
            }),
          )
        }
        onDone={async () => {
          setEdited(null);
          await queries.invalidateQueries();
        }}
        onClose={() => setEdited(null)}
      />
    </Stack>
  );
}

/** Puts another organisation in this one's place, and shows which were merged into it. */
function Merging({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [into, setInto] = useState<OrganisationRef | null>(null);
  const merges = useQuery({
    queryKey: ["merges", organisation.id],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/organisations/{organisation_id}/merges", {
          params: { path: { organisation_id: organisation.id } },
        }),
      ),
  });
  const merge = useMutation({
    mutationFn: (target: string) =>
      unwrap(
        api.POST("/api/v1/organisations/{organisation_id}/merge", {
          params: { path: { organisation_id: organisation.id } },
          body: { into_id: target },
        }),
      ),
    onSuccess: async (done) => {
      await queries.invalidateQueries();
      await navigate({ to: "/partners/$id", params: { id: done.into_id } });
    },
  });
  const undo = useMutation({
    mutationFn: (id: string) =>
      unwrap(
        api.POST("/api/v1/organisations/merges/{merge_id}/undo", { params: { path: { merge_id: id } } }),
      ),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <Section title={t("organisations.merging")}>
      <Stack gap="sm">
        {(merge.isError || undo.isError) && <ProblemAlert error={merge.error ?? undo.error} />}
        {merges.data?.items.map((item) => (
          <Group key={item.id} justify="space-between">
            <Text size="sm">
              {`${pick(item.merged_name)} · ${item.by_name} · ${formatMoment(item.at)}`}
              {item.undone_at && ` · ${t("organisations.undone")}`}
            </Text>
            {!item.undone_at && (
              <Button
                size="compact-sm"
                variant="default"
                loading={undo.isPending}
                onClick={() => undo.mutate(item.id)}
              >
                {t("organisations.undo")}
              </Button>
            )}
          </Group>
        ))}
        <Text size="sm">{t("organisations.mergeHint")}</Text>
        <Group align="flex-end">
          <OrganisationPicker label={t("organisations.mergeInto")} value={into} onChange={setInto} />
          <Button
            variant="default"
            disabled={!into || into.id === organisation.id}
            loading={merge.isPending}
            leftSection={<IconGitMerge size={16} aria-hidden />}
            onClick={() => into && merge.mutate(into.id)}
          >
            {t("organisations.merge")}
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}
