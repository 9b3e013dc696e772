import { Button, Group, Stack, Table, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { useSession } from "../session/useSession";
import { Listing } from "../shared/Listing";
import { AnchorLink } from "../shared/links";
import { SearchInput } from "../shared/SearchInput";
import { countryName, formatNumber, pick } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { usePageTitle } from "../shared/usePageTitle";
import { WideTable } from "../shared/WideTable";
import { useVocabulary } from "../vocabularies/useVocabulary";
import { toOrganisation, useOrganisationFields } from "./fields";
import { SimilarOrganisations } from "./SimilarOrganisations";

const route = getRouteApi("/partners");

/** Organisations that take part in cooperation. */
export function Partners() {
  const { t } = useTranslation();
  usePageTitle(t("nav.partners"));
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const { may } = useSession();
  const types = useVocabulary("organisation-type");
  const fields = useOrganisationFields();
  const queries = useQueryClient();
  const [added, setAdded] = useState<Values | null>(null);
  const list = usePages(["partners", q], (after) =>
    unwrap(api.GET("/api/v1/organisations", { params: { query: { q, ...after } } })),
  );
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t("nav.partners")}
        </Title>
        {may("organisations:write") && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdded({})}>
            {t("organisations.add")}
          </Button>
        )}
      </Group>
      <SearchInput
        label={t("projects.search")}
        placeholder={t("organisations.searchHint")}
        value={q}
        onChange={(next) => void navigate({ search: next ? { q: next } : {}, replace: true })}
      />
      <Listing list={list} empty={t("common.nothingFound")}>
        <WideTable label={t("nav.partners")} minWidth={640} highlight>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("form.partner")}</Table.Th>
              <Table.Th>{t("fields.type")}</Table.Th>
              <Table.Th>{t("placeKind.country")}</Table.Th>
              <Table.Th ta="right">{t("nav.projects")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.items.map((item) => (
              <Table.Tr key={item.id}>
                <Table.Td maw={420}>
                  <AnchorLink to="/partners/$id" params={{ id: item.id }} className="wrap-anywhere">
                    {pick(item.name)}
                  </AnchorLink>
                  {item.acronym && (
                    <Text span size="sm" c="dimmed">
                      {` · ${item.acronym}`}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>{types.label(item.type)}</Table.Td>
                <Table.Td>{item.country && countryName(item.country)}</Table.Td>
                <Table.Td ta="right" className="numbers">
                  {formatNumber(item.projects)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      </Listing>
      <RecordDrawer
        record={added}
        title={t("organisations.add")}
        fields={fields}
        send={(body) => unwrap(api.POST("/api/v1/organisations", { body: toOrganisation(body) }))}
        onDone={async () => {
          setAdded(null);
          await queries.invalidateQueries({ queryKey: ["partners"] });
        }}
        onClose={() => setAdded(null)}
        notice={(values) => <SimilarOrganisations values={values} />}
      />
    </Stack>
  );
}
