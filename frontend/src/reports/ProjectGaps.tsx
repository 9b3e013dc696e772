import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Project } from "../projects/useProject";
import { Section } from "../shared/Section";
import { StandardGaps } from "./StandardGaps";

/** How complete a project is for each standard that is about it. */
export function ProjectGaps({ project }: { project: Project }) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ["gaps", project.id, project.version],
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{key}/completeness", { params: { path: { key: project.code } } })),
  });
  if (!found.data) return null;
  return (
    <Section title={t("reports.completeness")}>
      <StandardGaps items={found.data.items} />
    </Section>
  );
}
