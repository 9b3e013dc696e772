import { Alert, Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { api, unwrap } from "../../api/client";
import { useTranslation } from "../../i18n/useTranslation";
import { Proposals } from "../../knowledge/Proposals";
import { useSession } from "../../session/useSession";
import { formatMoment } from "../../shared/texts";
import { usePageTitle } from "../../shared/usePageTitle";
import { type Draft, emptyDraft, knownOf, toBody } from "./draft";
import { ProjectForm } from "./ProjectForm";
import { SimilarProjects } from "./SimilarProjects";
import { forgetDraft, storedDraft, useAutosave } from "./useAutosave";

const NAME = "milpa.draft.new";

export function NewProject() {
  const { t } = useTranslation();
  usePageTitle(t("projects.register"));
  const { session } = useSession();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [stored, setStored] = useState(() => storedDraft(NAME));
  const start = (): Draft => ({ ...emptyDraft(), responsible: ownOrganisation(session) });
  const [draft, setDraft] = useState<Draft>(() => stored?.draft ?? start());
  const [changed, setChanged] = useState(stored !== null);
  // One key for one form: pressed twice, or sent again after a lost answer, the project is registered once.
  const key = useRef(crypto.randomUUID());
  const keptAt = useAutosave(NAME, draft, "", changed);
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/projects", {
          body: toBody(draft),
          params: { header: { "Idempotency-Key": key.current } },
        }),
      ),
    onSuccess: async (project) => {
      setChanged(false);
      forgetDraft(NAME);
      await queries.invalidateQueries();
      notifications.show({ color: "jade", message: t("form.registered", { code: project.code }) });
      await navigate({ to: "/projects/$code", params: { code: project.code } });
    },
  });
  const change = (next: Draft) => {
    key.current = crypto.randomUUID();
    setChanged(true);
    setDraft(next);
  };
  const discard = () => {
    forgetDraft(NAME);
    setStored(null);
    setChanged(false);
    setDraft(start());
  };
  return (
    <ProjectForm
      title={t("projects.register")}
      draft={draft}
      onChange={change}
      onSubmit={() => save.mutate()}
      saving={save.isPending}
      error={save.error}
      keptAt={keptAt}
      notice={
        <>
          <SimilarProjects title={draft.title} />
          <Proposals known={knownOf(draft)} kinds={["lesson", "practice", "offer"]} />
          {stored && (
            <Alert role="status" variant="light">
              <Group justify="space-between">
                <Text size="sm">{t("form.restored", { moment: formatMoment(stored.at) })}</Text>
                <Button size="xs" variant="default" onClick={discard}>
                  {t("form.discard")}
                </Button>
              </Group>
            </Alert>
          )}
        </>
      }
    />
  );
}

function ownOrganisation(session: ReturnType<typeof useSession>["session"]): Draft["responsible"] {
  return session?.organisation ? { ...session.organisation, country: null } : null;
}
