import { ActionIcon, Alert, Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconEdit, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Project } from "../projects/useProject";
import { type Field, toBody, toValues, type Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { ActionsHeading } from "../shared/ActionsHeading";
import { AddButton } from "../shared/AddButton";
import { ProblemAlert } from "../shared/Failure";
import { Listing } from "../shared/Listing";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { formatAmount, formatDate, formatNumber, pick } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { useRemoval } from "../shared/useRemoval";
import { WideTable } from "../shared/WideTable";
import { useVocabulary } from "../vocabularies/useVocabulary";

type Contribution = Schemas["ContributionOut"];
type Total = Schemas["FinanceTotal"];

/** What partners plan and give, in cash and in kind, and what it adds up to. */
export function Contributions({ project, mayWrite }: { project: Project; mayWrite: boolean }) {
  const { t } = useTranslation();
  const kinds = useVocabulary("contribution-kind");
  const grades = useVocabulary("expert-grade");
  const fields = useContributionFields();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<Values | null>(null);
  const queryKey = ["contributions", project.id];
  const list = usePages(queryKey, (after) =>
    unwrap(
      api.GET("/api/v1/projects/{key}/contributions", {
        params: { path: { key: project.code }, query: after },
      }),
    ),
  );
  const refresh = () =>
    Promise.all(
      [queryKey, ["finance", project.id], ["project", project.code]].map((key) =>
        queries.invalidateQueries({ queryKey: key }),
      ),
    );
  const add = (body: Values) =>
    unwrap(
      api.POST("/api/v1/projects/{key}/contributions", {
        params: { path: { key: project.code } },
        body: body as unknown as Schemas["ContributionIn"],
      }),
    );
  const remove = useRemoval({
    told: t("contributions.removed"),
    remove: (row: Contribution) =>
      unwrap(
        api.DELETE("/api/v1/projects/{key}/contributions/{contribution_id}", {
          params: {
            path: { key: project.code, contribution_id: row.id },
            header: { "If-Match": `"${row.version}"` },
          },
        }),
      ),
    restore: (row) => add(toBody(fields, toValues(fields, asGiven(row)))),
    refresh,
  });
  const send = (body: Values, tag: string) =>
    edited?.id
      ? unwrap(
          api.PUT("/api/v1/projects/{key}/contributions/{contribution_id}", {
            params: {
              path: { key: project.code, contribution_id: String(edited.id) },
              header: { "If-Match": tag },
            },
            body: body as unknown as Schemas["ContributionIn"],
          }),
        )
      : add(body);
  return (
    <Stack>
      <Summary project={project} />
      <Section
        title={t("contributions.title")}
        aside={mayWrite && <AddButton label={t("contributions.add")} onClick={() => setEdited({})} />}
      >
        {remove.isError && <ProblemAlert error={remove.error} />}
        <Listing list={list} empty={t("contributions.none")}>
          <WideTable label={t("contributions.title")} minWidth={680}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("fields.year")}</Table.Th>
                <Table.Th>{t("form.partner")}</Table.Th>
                <Table.Th>{t("fields.contribution_kind")}</Table.Th>
                <Table.Th ta="right">{t("fields.amount")}</Table.Th>
                {mayWrite && <ActionsHeading width={80} />}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {list.items.map((row) => (
                <Table.Tr key={row.id}>
                  <Table.Td className="numbers">
                    {row.year}
                    <Text size="xs" c="dimmed">
                      {t(`contributions.basis.${row.basis}`)}
                    </Text>
                  </Table.Td>
                  <Table.Td>{row.organisation.acronym ?? pick(row.organisation.name)}</Table.Td>
                  <Table.Td>
                    {kinds.label(row.kind)}
                    {row.quantity && (
                      <Text size="xs" c="dimmed">
                        {`${t("contributions.personDays", { number: row.quantity })} ${grades.label(row.grade)}`}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {row.amount && row.currency
                      ? formatAmount(row.amount, row.currency)
                      : t("contributions.unvalued")}
                    {row.rate && (
                      <Text size="xs" c="dimmed">
                        {t("contributions.byRate", { source: String(row.rate.source) })}
                      </Text>
                    )}
                  </Table.Td>
                  {mayWrite && (
                    <Table.Td>
                      <Group gap={4} wrap="nowrap">
                        <ActionIcon
                          variant="subtle"
                          color="gray"
                          aria-label={t("projects.edit")}
                          onClick={() => setEdited(asGiven(row))}
                        >
                          <IconEdit size={16} aria-hidden />
                        </ActionIcon>
                        <ActionIcon
                          variant="subtle"
                          color="gray"
                          aria-label={t("contributions.remove")}
                          onClick={() => remove.mutate(row)}
                        >
                          <IconTrash size={16} aria-hidden />
                        </ActionIcon>
                      </Group>
                    </Table.Td>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </WideTable>
        </Listing>
      </Section>
      <RecordDrawer
        record={edited}
        title={t("contributions.one")}
        fields={fields}
        start={{ basis: "planned", kind: "cash", year: new Date().getFullYear() }}
        send={send}
        onDone={async () => {
          setEdited(null);
          await refresh();
        }}
        onClose={() => setEdited(null)}
      />
    </Stack>
  );
}

/** A contribution as the partner gave it: an amount that the rate table says is not theirs to keep. */
function asGiven(row: Contribution): Values {
  return row.valuation === "stated" ? { ...row } : { ...row, amount: null, currency: null };
}

function useContributionFields(): Field[] {
  const { t } = useTranslation();
  const kinds = useVocabulary("contribution-kind");
  const grades = useVocabulary("expert-grade");
  const countries = useVocabulary("country");
  return [
    { kind: "organisation", name: "organisation", label: t("form.partner"), required: true },
    {
      kind: "choice",
      name: "kind",
      label: t("fields.contribution_kind"),
      required: true,
      choices: kinds.choices,
    },
    {
      kind: "choice",
      name: "basis",
      label: t("fields.basis"),
      required: true,
      choices: (["planned", "executed"] as const).map((value) => ({
        value,
        label: t(`contributions.basis.${value}`),
      })),
    },
    { kind: "number", whole: true, name: "year", label: t("fields.year"), required: true },
    { kind: "number", name: "amount", label: t("fields.amount"), hint: t("contributions.amountHint") },
    { kind: "text", name: "currency", label: t("fields.currency"), maxLength: 3 },
    { kind: "number", name: "quantity", label: t("fields.quantity") },
    { kind: "choice", name: "grade", label: t("fields.grade"), choices: grades.choices },
    { kind: "choice", name: "country", label: t("contributions.country"), choices: countries.choices },
    { kind: "texts", name: "note", label: t("fields.note"), long: true },
  ];
}

const CURRENCIES = ["GTQ", "USD", "EUR"] as const;

/** Planned against executed, per partner and in all. */
function Summary({ project }: { project: Project }) {
  const { t } = useTranslation();
  const [currency, setCurrency] = useState<(typeof CURRENCIES)[number]>("USD");
  const found = useQuery({
    queryKey: ["finance", project.id, project.version],
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{key}/finance", { params: { path: { key: project.code } } })),
  });
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data || found.data.partners.length === 0) return null;
  const { partners, planned, executed, gaps, counts_once, rates } = found.data;
  return (
    <Section
      title={t("contributions.summary")}
      aside={
        <Group gap={4}>
          {CURRENCIES.map((code) => (
            <Button
              key={code}
              size="compact-xs"
              variant={code === currency ? "filled" : "default"}
              aria-pressed={code === currency}
              onClick={() => setCurrency(code)}
            >
              {code}
            </Button>
          ))}
        </Group>
      }
    >
      <WideTable label={t("contributions.summary")} minWidth={520}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("form.partner")}</Table.Th>
            <Table.Th ta="right">{t("contributions.basis.planned")}</Table.Th>
            <Table.Th ta="right">{t("contributions.basis.executed")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {partners.map((row) => (
            <Table.Tr key={row.organisation?.id ?? ""}>
              <Table.Td>
                {row.organisation ? pick(row.organisation.name) : t("contributions.noPartner")}
              </Table.Td>
              <Sum total={row.planned} currency={currency} />
              <Sum total={row.executed} currency={currency} />
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th>{t("contributions.total")}</Table.Th>
            <Sum total={planned} currency={currency} />
            <Sum total={executed} currency={currency} />
          </Table.Tr>
        </Table.Tfoot>
      </WideTable>
      {gaps.length > 0 && (
        <Alert color="maize" variant="light" role="note" mt="sm" title={t("contributions.gaps")}>
          {gaps.map((gap) => `${gap.currency} ${formatDate(gap.date)}`).join(", ")}
        </Alert>
      )}
      <AnchorLink to="/rates" size="sm">
        {t("rates.link")}
      </AnchorLink>
      <Text size="xs" c="dimmed" mt="xs">
        {counts_once && `${t("contributions.countsOnce")} `}
        {rates.length > 0 &&
          t("contributions.rates", {
            rates: rates
              .map((rate) => `${rate.currency} ${rate.per_dollar} (${formatDate(rate.date)}, ${rate.source})`)
              .join("; "),
          })}
      </Text>
    </Section>
  );
}

/** A sum in the currency asked for; without a rate, in the currencies it was written in. */
function Sum({ total, currency }: { total: Total; currency: string }) {
  const { t } = useTranslation();
  const worth = total.converted[currency];
  const original = total.original.map((part) => formatAmount(part.amount, part.currency)).join(" + ");
  return (
    <Table.Td ta="right" className="numbers">
      {worth === null || worth === undefined ? original : formatAmount(worth, currency)}
      {total.unvalued > 0 && (
        <Text size="xs" c="dimmed">
          {t("contributions.unvaluedCount", { number: formatNumber(total.unvalued) })}
        </Text>
      )}
    </Table.Td>
  );
}
