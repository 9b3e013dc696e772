import { Stack, Title } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { Listing } from "../shared/Listing";
import { AnchorLink } from "../shared/links";
import { SearchInput } from "../shared/SearchInput";
import { pick } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { usePageTitle } from "../shared/usePageTitle";
import { DocumentItem } from "./Documents";

const route = getRouteApi("/documents");

/** Finds documents by their title and by the text in their files. */
export function DocumentSearch() {
  const { t } = useTranslation();
  usePageTitle(t("nav.documents"));
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const list = usePages(["documents", "search", q], (after) =>
    unwrap(api.GET("/api/v1/documents", { params: { query: { q, ...after } } })),
  );
  return (
    <Stack>
      <Title order={1} size="h2">
        {t("nav.documents")}
      </Title>
      <SearchInput
        label={t("projects.search")}
        placeholder={t("documents.searchHint")}
        value={q}
        onChange={(next) => void navigate({ search: next ? { q: next } : {}, replace: true })}
      />
      <Listing list={list} empty={q ? t("common.nothingFound") : t("documents.noneAnywhere")}>
        <Stack gap="md">
          {list.items.map((item) => (
            <div key={item.id}>
              <DocumentItem item={item} mayWrite={false} onChange={async () => undefined} />
              {item.project && (
                <AnchorLink to="/projects/$code" params={{ code: item.project.code }} size="sm">
                  {`${item.project.code} · ${pick(item.project.title)}`}
                </AnchorLink>
              )}
              {item.agreement_id && (
                <AnchorLink to="/agreements/$id" params={{ id: item.agreement_id }} size="sm">
                  {t("documents.ofAgreement")}
                </AnchorLink>
              )}
            </div>
          ))}
        </Stack>
      </Listing>
    </Stack>
  );
}
