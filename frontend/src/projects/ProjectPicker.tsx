import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { type PickerProps, SearchPicker } from "../shared/SearchPicker";
import { pick } from "../shared/texts";

export type ProjectRef = Schemas["ProjectRef"];

/** Finds a project as one types words of its title, its code, a partner. */
export function ProjectPicker(props: PickerProps<ProjectRef>) {
  const { t } = useTranslation();
  return (
    <SearchPicker
      {...props}
      placeholder={t("projects.searchHint")}
      nameOf={(project) => pick(project.title)}
      hintOf={(project) => project.code}
      source="project-picker"
      search={async (q) =>
        (await unwrap(api.GET("/api/v1/projects", { params: { query: { q, limit: 20 } } }))).items
      }
    />
  );
}
