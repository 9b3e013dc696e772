import { Stack } from "@mantine/core";
import { useState } from "react";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Project } from "../projects/useProject";
import type { Values } from "../records/fields";
import { useSession } from "../session/useSession";
import { AddButton } from "../shared/AddButton";
import { Listing } from "../shared/Listing";
import { Section } from "../shared/Section";
import { usePages } from "../shared/usePages";
import { EvaluationCard, PlanDrawer } from "./Evaluations";

/** The evaluations that a project is part of. */
export function Evaluations({ project }: { project: Project }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const [added, setAdded] = useState<Values | null>(null);
  const list = usePages(["evaluations", { project: project.id }], (after) =>
    unwrap(api.GET("/api/v1/evaluations", { params: { query: { project: project.code, ...after } } })),
  );
  if (list.total === 0 && !may("evaluations:manage")) return null;
  const start = { projects: [{ project: { id: project.id, code: project.code, title: project.title } }] };
  return (
    <Section
      title={t("nav.evaluations")}
      aside={
        may("evaluations:manage") && (
          <AddButton label={t("evaluations.plan")} onClick={() => setAdded(start)} />
        )
      }
    >
      <Listing list={list} empty={t("evaluations.noneOfProject")}>
        <Stack gap="sm">
          {list.items.map((item) => (
            <EvaluationCard key={item.id} item={item} />
          ))}
        </Stack>
      </Listing>
      <PlanDrawer record={added} onClose={() => setAdded(null)} />
    </Section>
  );
}
