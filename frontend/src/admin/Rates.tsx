import { ActionIcon, Stack, Table, Text, Title } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ExampleBadge } from "../projects/badges";
import { type Field, toBody, toValues, type Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { ActionsHeading } from "../shared/ActionsHeading";
import { AddButton } from "../shared/AddButton";
import { ProblemAlert } from "../shared/Failure";
import { Listing } from "../shared/Listing";
import { Section } from "../shared/Section";
import { countryName, formatAmount, formatDate } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { usePageTitle } from "../shared/usePageTitle";
import { useRemoval } from "../shared/useRemoval";
import { WideTable } from "../shared/WideTable";
import { useVocabulary } from "../vocabularies/useVocabulary";

/** What amounts are converted and person-days are valued by, with sources. */
export function Rates() {
  const { t } = useTranslation();
  usePageTitle(t("nav.rates"));
  const { may } = useSession();
  return (
    <Stack>
      <Title order={1} size="h2">
        {t("nav.rates")}
      </Title>
      <Text maw={720}>{t("rates.intro")}</Text>
      <ExchangeRates mayWrite={may("rates:write")} />
      <ValuationRates mayWrite={may("rates:write")} />
    </Stack>
  );
}

function RemoveButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={t("rates.remove")} onClick={onClick}>
      <IconTrash size={16} aria-hidden />
    </ActionIcon>
  );
}

function ExchangeRates({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [added, setAdded] = useState<Values | null>(null);
  const list = usePages(["exchange-rates"], (after) =>
    unwrap(api.GET("/api/v1/exchange-rates", { params: { query: after } })),
  );
  const refresh = async () => {
    setAdded(null);
    await queries.invalidateQueries({ queryKey: ["exchange-rates"] });
    await queries.invalidateQueries({ queryKey: ["finance"] });
  };
  const fields: Field[] = [
    { kind: "text", name: "currency", label: t("fields.currency"), required: true, maxLength: 3 },
    { kind: "date", name: "date", label: t("fields.date"), required: true },
    { kind: "number", name: "per_dollar", label: t("rates.perDollar"), required: true },
    { kind: "text", name: "source", label: t("fields.source"), required: true },
  ];
  const add = (body: Values) =>
    unwrap(api.POST("/api/v1/exchange-rates", { body: body as unknown as Schemas["ExchangeRateIn"] }));
  const remove = useRemoval({
    told: t("rates.removed"),
    remove: (row: Schemas["ExchangeRateOut"]) =>
      unwrap(api.DELETE("/api/v1/exchange-rates/{rate_id}", { params: { path: { rate_id: row.id } } })),
    restore: (row) => add(toBody(fields, toValues(fields, { ...row }))),
    refresh,
  });
  return (
    <Section
      title={t("rates.exchange")}
      aside={mayWrite && <AddButton label={t("rates.add")} onClick={() => setAdded({})} />}
    >
      {remove.isError && <ProblemAlert error={remove.error} />}
      <Listing list={list} empty={t("rates.none")}>
        <WideTable label={t("rates.exchange")} minWidth={520}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("fields.date")}</Table.Th>
              <Table.Th ta="right">{t("rates.perDollar")}</Table.Th>
              <Table.Th>{t("fields.source")}</Table.Th>
              {mayWrite && <ActionsHeading width={40} />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.items.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td className="numbers">{formatDate(row.date)}</Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatAmount(row.per_dollar, row.currency)}
                </Table.Td>
                <Table.Td>
                  {row.source} {row.example && <ExampleBadge />}
                </Table.Td>
                {mayWrite && (
                  <Table.Td>
                    <RemoveButton onClick={() => remove.mutate(row)} />
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      </Listing>
      <RecordDrawer
        record={added}
        title={t("rates.exchange")}
        fields={fields}
        send={add}
        onDone={() => void refresh()}
        onClose={() => setAdded(null)}
      />
    </Section>
  );
}

function ValuationRates({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation();
  const grades = useVocabulary("expert-grade");
  const countries = useVocabulary("country");
  const queries = useQueryClient();
  const [added, setAdded] = useState<Values | null>(null);
  const list = usePages(["valuation-rates"], (after) =>
    unwrap(api.GET("/api/v1/valuation-rates", { params: { query: after } })),
  );
  const refresh = async () => {
    setAdded(null);
    await queries.invalidateQueries({ queryKey: ["valuation-rates"] });
  };
  const fields: Field[] = [
    {
      kind: "choice",
      name: "country",
      label: t("placeKind.country"),
      required: true,
      choices: countries.choices,
    },
    {
      kind: "choice",
      name: "grade",
      label: t("fields.grade"),
      required: true,
      choices: grades.choices,
    },
    { kind: "date", name: "valid_from", label: t("vocabularies.validFrom"), required: true },
    { kind: "number", name: "amount", label: t("rates.perDay"), required: true },
    { kind: "text", name: "currency", label: t("fields.currency"), required: true, maxLength: 3 },
    { kind: "text", name: "source", label: t("fields.source"), required: true },
  ];
  const add = (body: Values) =>
    unwrap(api.POST("/api/v1/valuation-rates", { body: body as unknown as Schemas["ValuationRateIn"] }));
  const remove = useRemoval({
    told: t("rates.removed"),
    remove: (row: Schemas["ValuationRateOut"]) =>
      unwrap(api.DELETE("/api/v1/valuation-rates/{rate_id}", { params: { path: { rate_id: row.id } } })),
    restore: (row) => add(toBody(fields, toValues(fields, { ...row }))),
    refresh,
  });
  return (
    <Section
      title={t("rates.valuation")}
      aside={mayWrite && <AddButton label={t("rates.add")} onClick={() => setAdded({})} />}
    >
      {remove.isError && <ProblemAlert error={remove.error} />}
      <Listing list={list} empty={t("rates.none")}>
        <WideTable label={t("rates.valuation")} minWidth={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("placeKind.country")}</Table.Th>
              <Table.Th>{t("fields.grade")}</Table.Th>
              <Table.Th>{t("vocabularies.validFrom")}</Table.Th>
              <Table.Th ta="right">{t("rates.perDay")}</Table.Th>
              <Table.Th>{t("fields.source")}</Table.Th>
              {mayWrite && <ActionsHeading width={40} />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.items.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td>{countryName(row.country)}</Table.Td>
                <Table.Td>{grades.label(row.grade)}</Table.Td>
                <Table.Td className="numbers">{formatDate(row.valid_from)}</Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatAmount(row.amount, row.currency)}
                </Table.Td>
                <Table.Td>
                  {row.source} {row.example && <ExampleBadge />}
                </Table.Td>
                {mayWrite && (
                  <Table.Td>
                    <RemoveButton onClick={() => remove.mutate(row)} />
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      </Listing>
      <RecordDrawer
        record={added}
        title={t("rates.valuation")}
        fields={fields}
        send={add}
        onDone={() => void refresh()}
        onClose={() => setAdded(null)}
      />
    </Section>
  );
}
