import { Badge, Table } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Field, Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { AddButton } from "../shared/AddButton";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { Section } from "../shared/Section";
import { formatMoment, formatNumber, pick } from "../shared/texts";
import { WideTable } from "../shared/WideTable";

/** The partners' registries that may send what they hold. */
export function PartnerSystems() {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [added, setAdded] = useState<Values | null>(null);
  const list = useQuery({
    queryKey: ["partner-systems"],
    queryFn: () => unwrap(api.GET("/api/v1/partner-systems")),
  });
  const fields: Field[] = [
    { kind: "text", name: "key", label: t("admin.systemKey"), required: true, maxLength: 60 },
    { kind: "texts", name: "name", label: t("admin.name"), required: true },
    { kind: "organisation", name: "organisation", label: t("account.organisation"), required: true },
    { kind: "flag", name: "sandbox", label: t("admin.sandbox"), hint: t("admin.sandboxHint") },
  ];
  const done = async () => {
    await queries.invalidateQueries({ queryKey: ["partner-systems"] });
    setAdded(null);
  };
  return (
    <Section
      title={t("admin.tab.systems")}
      aside={<AddButton label={t("admin.addSystem")} onClick={() => setAdded({})} />}
    >
      {list.isPending && <Loading rows={2} />}
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && (
        <WideTable label={t("admin.tab.systems")} minWidth={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("admin.name")}</Table.Th>
              <Table.Th>{t("account.organisation")}</Table.Th>
              <Table.Th ta="right">{t("admin.records")}</Table.Th>
              <Table.Th ta="right">{t("federation.status.linked")}</Table.Th>
              <Table.Th>{t("admin.lastReceived")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.data.items.map((system) => (
              <Table.Tr key={system.key}>
                <Table.Td>
                  {pick(system.name, i18n.resolvedLanguage ?? "es")} ({system.key}){" "}
                  {system.sandbox && <Badge variant="light">{t("admin.sandbox")}</Badge>}
                </Table.Td>
                <Table.Td>{system.organisation.acronym ?? pick(system.organisation.name, "es")}</Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatNumber(system.records)}
                </Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatNumber(system.linked)}
                </Table.Td>
                <Table.Td>{system.last_received_at ? formatMoment(system.last_received_at) : "–"}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      <RecordDrawer
        record={added}
        title={t("admin.addSystem")}
        fields={fields}
        send={(body) =>
          unwrap(api.POST("/api/v1/partner-systems", { body: body as unknown as Schemas["PartnerSystemIn"] }))
        }
        onDone={done}
        onClose={() => setAdded(null)}
      />
    </Section>
  );
}
