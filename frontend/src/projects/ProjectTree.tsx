import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { pick, type Texts } from "../shared/texts";
import { type Project, projectQuery } from "./useProject";

/** The programme that a project is part of, and the projects that are part of it. */
export function ProjectTree({ project }: { project: Project }) {
  const { t } = useTranslation();
  const above = useQuery({
    ...projectQuery(project.parent_id ?? ""),
    enabled: project.parent_id !== null,
    // Who may not see the programme is not told of it.
    retry: false,
  });
  const below = useQuery({
    queryKey: ["projects", { parent: project.id }],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/projects", { params: { query: { parent: project.id, sort: "title", limit: 200 } } }),
      ),
  });
  const parent = above.data?.data;
  const parts = below.data?.items ?? [];
  if (!parent && parts.length === 0) return null;
  return (
    <Section title={t("projects.tree")}>
      <Stack gap="xs">
        {parent && <Item label={t("projects.partOf")} project={parent} />}
        {parts.map((part) => (
          <Item key={part.id} label={t("projects.part")} project={part} />
        ))}
      </Stack>
    </Section>
  );
}

function Item({ label, project }: { label: string; project: { code: string; title: Texts } }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <AnchorLink to="/projects/$code" params={{ code: project.code }} size="sm">
        {`${project.code} · ${pick(project.title)}`}
      </AnchorLink>
    </div>
  );
}
