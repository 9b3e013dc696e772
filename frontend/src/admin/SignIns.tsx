import { Badge, Table, Text } from "@mantine/core";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { Listing } from "../shared/Listing";
import { Section } from "../shared/Section";
import { formatMoment } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { WideTable } from "../shared/WideTable";

/** Who signed in, or tried to. */
export function SignIns() {
  const { t } = useTranslation();
  const list = usePages(["sign-ins"], (after) =>
    unwrap(api.GET("/api/v1/audit/sign-ins", { params: { query: after } })),
  );
  return (
    <Section title={t("admin.tab.sign-ins")}>
      <Listing list={list} empty={t("common.nothingFound")}>
        <WideTable label={t("admin.tab.sign-ins")} minWidth={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("admin.when")}</Table.Th>
              <Table.Th>{t("session.email")}</Table.Th>
              <Table.Th>{t("admin.outcomeLabel")}</Table.Th>
              <Table.Th>{t("admin.from")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.items.map((attempt) => (
              <Table.Tr key={attempt.id}>
                <Table.Td className="numbers">{formatMoment(attempt.at)}</Table.Td>
                <Table.Td className="wrap-anywhere">{attempt.email}</Table.Td>
                <Table.Td>
                  <Badge autoContrast color={attempt.outcome === "signed-in" ? "jade" : "red.8"}>
                    {t(`admin.outcome.${attempt.outcome}`)}
                  </Badge>{" "}
                  <Text span size="xs">
                    {attempt.method}
                  </Text>
                </Table.Td>
                <Table.Td>
                  {attempt.address}
                  <Text size="xs" c="dimmed" lineClamp={1}>
                    {attempt.agent}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      </Listing>
    </Section>
  );
}
