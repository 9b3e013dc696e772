import { Alert, List } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Values } from "../records/fields";
import { AnchorLink } from "../shared/links";
import { pick, type Texts } from "../shared/texts";
import { nameOf } from "./nameOf";

/** Organisations that may be the one being registered, shown while its name is typed. */
export function SimilarOrganisations({ values }: { values: Values }) {
  const { t } = useTranslation();
  const [typed] = useDebouncedValue(pick(values.name as Texts).trim(), 300);
  const found = useQuery({
    queryKey: ["similar-organisations", typed],
    queryFn: () => unwrap(api.GET("/api/v1/organisations/similar", { params: { query: { name: typed } } })),
    enabled: typed.length >= 3,
  });
  const items = typed.length >= 3 ? (found.data?.items ?? []) : [];
  if (items.length === 0) return null;
  return (
    <Alert role="status" color="maize" variant="light" title={t("organisations.similar")}>
      <List size="sm">
        {items.map((item) => (
          <List.Item key={item.id}>
            <AnchorLink to="/partners/$id" params={{ id: item.id }} target="_blank" underline="always">
              {nameOf(item)}
            </AnchorLink>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
