import { Button, Group, NativeSelect, Stack, Table, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ExampleBadge } from "../projects/badges";
import type { Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { Listing } from "../shared/Listing";
import { AnchorLink } from "../shared/links";
import { SearchInput } from "../shared/SearchInput";
import { formatDate, pick } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { usePageTitle } from "../shared/usePageTitle";
import { WideTable } from "../shared/WideTable";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { NEW_AGREEMENT, useAgreementFields } from "./fields";
import { AgreementBadge } from "./StatusBadge";
import { toAgreement } from "./toAgreement";

const route = getRouteApi("/agreements");
export const STATUSES = ["draft", "signed", "in-force", "expiring", "expired", "terminated"] as const;

/** Agreements, those that end first before the others. */
export function Agreements() {
  const { t } = useTranslation();
  usePageTitle(t("nav.agreements"));
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { may } = useSession();
  const types = useVocabulary("agreement-type");
  const fields = useAgreementFields();
  const queries = useQueryClient();
  const [added, setAdded] = useState<Values | null>(null);
  const query = {
    ...(search.q ? { q: search.q } : {}),
    ...(search.status ? { status: [search.status] } : {}),
  };
  const list = usePages(["agreements", query], (after) =>
    unwrap(api.GET("/api/v1/agreements", { params: { query: { ...query, ...after } } })),
  );
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t("nav.agreements")}
        </Title>
        {may("agreements:write") && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdded(NEW_AGREEMENT)}>
            {t("agreements.add")}
          </Button>
        )}
      </Group>
      <Group align="flex-end">
        <SearchInput
          label={t("projects.search")}
          value={search.q ?? ""}
          onChange={(q) => void navigate({ search: { ...search, q: q || undefined }, replace: true })}
        />
        <NativeSelect
          label={t("fields.status")}
          data={[
            { value: "", label: t("imports.all") },
            ...STATUSES.map((value) => ({ value, label: t(`agreements.status.${value}`) })),
          ]}
          value={search.status ?? ""}
          onChange={(event) => {
            const status = event.currentTarget.value as Schemas["AgreementStatus"] | "";
            void navigate({ search: { ...search, status: status || undefined }, replace: true });
          }}
        />
      </Group>
      <Listing list={list} empty={t("agreements.none")}>
        <WideTable label={t("nav.agreements")} minWidth={720} highlight>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("form.title")}</Table.Th>
              <Table.Th>{t("agreements.parties")}</Table.Th>
              <Table.Th>{t("fields.status")}</Table.Th>
              <Table.Th>{t("agreements.expires")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.items.map((item) => (
              <Table.Tr key={item.id}>
                <Table.Td maw={420}>
                  <AnchorLink to="/agreements/$id" params={{ id: item.id }} className="wrap-anywhere">
                    {pick(item.title)}
                  </AnchorLink>{" "}
                  {item.example && <ExampleBadge />}
                  <Text size="xs" c="dimmed">
                    {[types.label(item.type), item.reference].filter(Boolean).join(" · ")}
                  </Text>
                </Table.Td>
                <Table.Td>
                  {item.parties
                    .map((party) => party.organisation.acronym ?? pick(party.organisation.name))
                    .join(", ")}
                </Table.Td>
                <Table.Td>
                  <AgreementBadge status={item.status} />
                </Table.Td>
                <Table.Td className="numbers" style={{ whiteSpace: "nowrap" }}>
                  {item.expires_on ? formatDate(item.expires_on) : t("agreements.noEnd")}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      </Listing>
      <RecordDrawer
        record={added}
        title={t("agreements.add")}
        fields={fields}
        start={NEW_AGREEMENT}
        send={(body) => unwrap(api.POST("/api/v1/agreements", { body: toAgreement(body) }))}
        onDone={async () => {
          setAdded(null);
          await queries.invalidateQueries({ queryKey: ["agreements"] });
        }}
        onClose={() => setAdded(null)}
      />
    </Stack>
  );
}
