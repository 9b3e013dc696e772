import { Alert, List, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../../api/client";
import { useTranslation } from "../../i18n/useTranslation";
import { AnchorLink } from "../../shared/links";
import { pick, type Texts } from "../../shared/texts";

/** Projects that may be the one being registered, shown while its title is typed. */
export function SimilarProjects({ title }: { title: Texts }) {
  const { t } = useTranslation();
  const [typed] = useDebouncedValue(pick(title).trim(), 400);
  const found = useQuery({
    queryKey: ["similar-projects", typed],
    queryFn: () => unwrap(api.GET("/api/v1/projects/similar", { params: { query: { title: typed } } })),
    enabled: typed.length >= 8,
  });
  const items = typed.length >= 8 ? (found.data?.items ?? []) : [];
  if (items.length === 0) return null;
  return (
    <Alert role="status" color="maize" variant="light" title={t("form.similar")}>
      <List size="sm">
        {items.map((item) => (
          <List.Item key={item.id}>
            <AnchorLink to="/projects/$code" params={{ code: item.code }} target="_blank" underline="always">
              {pick(item.title)}
            </AnchorLink>
            <Text span size="sm" c="dimmed">
              {` · ${item.code}`}
            </Text>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
