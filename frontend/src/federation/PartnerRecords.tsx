import { Badge, Group, NativeSelect, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { Listing } from "../shared/Listing";
import { AnchorLink } from "../shared/links";
import { SearchInput } from "../shared/SearchInput";
import { formatMoment, formatNumber, pick } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { usePageTitle } from "../shared/usePageTitle";
import { WideTable } from "../shared/WideTable";

export type RecordStatus = Schemas["PartnerRecordItem"]["status"];
export const STATUSES = ["unlinked", "linked", "dismissed"] as const;

const route = getRouteApi("/partner-records");

/** What partners' registries report, and which project of ours each is about. */
export function PartnerRecords() {
  const { t } = useTranslation();
  usePageTitle(t("nav.partnerRecords"));
  const search = route.useSearch();
  const navigate = useNavigate();
  const systems = useQuery({
    queryKey: ["partner-systems"],
    queryFn: () => unwrap(api.GET("/api/v1/partner-systems")),
  });
  const { q = "", status, system } = search;
  const list = usePages(["partner-records", search], (after) =>
    unwrap(api.GET("/api/v1/partner-records", { params: { query: { ...search, ...after } } })),
  );
  const change = (values: Partial<typeof search>) => {
    const next = Object.fromEntries(Object.entries({ ...search, ...values }).filter(([, value]) => value));
    void navigate({ to: "/partner-records", search: next, replace: true });
  };
  return (
    <Stack>
      <Title order={1} size="h2">
        {t("nav.partnerRecords")}
      </Title>
      <Text maw={720}>{t("federation.intro")}</Text>
      <Summary />
      <Group align="end">
        <SearchInput label={t("federation.search")} value={q} onChange={(value) => change({ q: value })} />
        <NativeSelect
          label={t("federation.statusLabel")}
          value={status ?? ""}
          onChange={(event) => change({ status: event.currentTarget.value as RecordStatus })}
          data={[
            { value: "", label: t("federation.all") },
            ...STATUSES.map((value) => ({ value, label: t(`federation.status.${value}`) })),
          ]}
        />
        <NativeSelect
          label={t("federation.system")}
          value={system ?? ""}
          onChange={(event) => change({ system: event.currentTarget.value })}
          data={[
            { value: "", label: t("federation.allSystems") },
            ...(systems.data?.items ?? []).map((item) => ({ value: item.key, label: item.key })),
          ]}
        />
      </Group>
      <Listing list={list} empty={t("federation.none")}>
        <WideTable label={t("nav.partnerRecords")} minWidth={720} highlight>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("form.title")}</Table.Th>
              <Table.Th>{t("federation.system")}</Table.Th>
              <Table.Th>{t("federation.statusLabel")}</Table.Th>
              <Table.Th>{t("federation.project")}</Table.Th>
              <Table.Th>{t("admin.lastReceived")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.items.map((record) => (
              <Row key={record.id} record={record} />
            ))}
          </Table.Tbody>
        </WideTable>
      </Listing>
    </Stack>
  );
}

function Row({ record }: { record: Schemas["PartnerRecordItem"] }) {
  const { t, i18n } = useTranslation();
  return (
    <Table.Tr>
      <Table.Td>
        <AnchorLink to="/partner-records/$id" params={{ id: record.id }}>
          {pick(record.title, i18n.resolvedLanguage ?? "es")}
        </AnchorLink>
        {record.removed && (
          <Badge color="gray.7" autoContrast>
            {t("federation.removed")}
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        {record.system}
        <Text size="xs" c="dimmed">
          {record.external_id}
        </Text>
      </Table.Td>
      <Table.Td>
        <StatusBadge status={record.status} />
      </Table.Td>
      <Table.Td>
        {record.project && (
          <AnchorLink to="/projects/$code" params={{ code: record.project.code }}>
            {record.project.code}
          </AnchorLink>
        )}
      </Table.Td>
      <Table.Td className="numbers">{formatMoment(record.received_at)}</Table.Td>
    </Table.Tr>
  );
}

export function StatusBadge({ status }: { status: RecordStatus }) {
  const { t } = useTranslation();
  const colour = { linked: "jade", unlinked: "maize.2", dismissed: "gray.7" }[status];
  return (
    <Badge autoContrast color={colour} miw="max-content" {...(status === "unlinked" ? { c: "dark.9" } : {})}>
      {t(`federation.status.${status}`)}
    </Badge>
  );
}

function Summary() {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ["partner-records", "summary"],
    queryFn: () => unwrap(api.GET("/api/v1/partner-records/summary")),
  });
  if (!data) return null;
  const facts = {
    total: formatNumber(data.total),
    projects: formatNumber(data.projects),
    confirmed: formatNumber(data.confirmed),
    only: formatNumber(data.only_partners),
  };
  return (
    <Text size="sm" role="status">
      {t("federation.summary", facts)}
    </Text>
  );
}
