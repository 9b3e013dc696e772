import { Alert, Button, Group, List, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, withTag } from "../../api/client";
import { Problem } from "../../api/problem";
import { useTranslation } from "../../i18n/useTranslation";
import { ProblemAlert } from "../../shared/Failure";
import { Loading } from "../../shared/Loading";
import { formatMoment, pick } from "../../shared/texts";
import { usePageTitle } from "../../shared/usePageTitle";
import { type Project, projectQuery } from "../useProject";
import { changes, type Draft, toBody, toDraft } from "./draft";
import { ProjectForm } from "./ProjectForm";
import { forgetDraft, storedDraft, useAutosave } from "./useAutosave";

const route = getRouteApi("/projects/$code/edit");

export function EditProject() {
  const { code } = route.useParams();
  const found = useQuery({ ...projectQuery(code), refetchOnWindowFocus: false });
  usePageTitle(code);
  if (found.isError) return <ProblemAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data || found.isFetching) return <Loading />;
  return <Editor key={found.data.etag} project={found.data.data} etag={found.data.etag} />;
}

function Editor({ project, etag }: { project: Project; etag: string }) {
  const { t } = useTranslation();
  const name = `milpa.draft.${project.id}`;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [stored, setStored] = useState(() => storedDraft(name));
  const [base, setBase] = useState({ project, etag: stored?.etag ?? etag });
  const [draft, setDraft] = useState<Draft>(() => stored?.draft ?? toDraft(project));
  const [changed, setChanged] = useState(stored !== null);
  const keptAt = useAutosave(name, draft, base.etag, changed);
  const save = useMutation({
    mutationFn: () =>
      withTag(
        api.PATCH("/api/v1/projects/{key}", {
          params: { path: { key: project.code }, header: { "If-Match": base.etag } },
          body: changes(toBody(toDraft(base.project)), toBody(draft)),
        }),
      ),
    onSuccess: async (saved) => {
      setChanged(false);
      forgetDraft(name);
      queries.setQueryData(projectQuery(project.code).queryKey, saved);
      await queries.invalidateQueries({ queryKey: ["projects"] });
      notifications.show({ color: "jade", message: t("form.saved", { code: project.code }) });
      await navigate({ to: "/projects/$code", params: { code: project.code } });
    },
  });
  const discard = (current: Project, tag: string) => {
    forgetDraft(name);
    setStored(null);
    setChanged(false);
    setBase({ project: current, etag: tag });
    setDraft(toDraft(current));
    save.reset();
  };
  const stale =
    save.error instanceof Problem && save.error.status === 412 ? (save.error.current as Project) : null;
  return (
    <ProjectForm
      title={`${t("projects.edit")}: ${pick(project.title)}`}
      draft={draft}
      onChange={(next) => {
        setChanged(true);
        setDraft(next);
      }}
      onSubmit={() => save.mutate()}
      saving={save.isPending}
      error={stale ? null : save.error}
      keptAt={keptAt}
      project={project.code}
      stageFixed={base.project.visibility !== "draft"}
      notice={
        <>
          {stored && !stale && (
            <Alert role="status" variant="light">
              <Group justify="space-between">
                <Text size="sm">{t("form.restored", { moment: formatMoment(stored.at) })}</Text>
                <Button size="xs" variant="default" onClick={() => discard(project, etag)}>
                  {t("form.discard")}
                </Button>
              </Group>
            </Alert>
          )}
          {stale && (
            <Stale
              base={base.project}
              mine={draft}
              theirs={stale}
              onTakeTheirs={() => discard(stale, `"${stale.version}"`)}
              onKeepMine={() => {
                setBase({ project: base.project, etag: `"${stale.version}"` });
                save.reset();
              }}
            />
          )}
        </>
      }
    />
  );
}

interface StaleProps {
  base: Project;
  mine: Draft;
  theirs: Project;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
}

/** Someone saved meanwhile: shows which fields each changed, and lets the person decide; nothing is lost. */
function Stale({ base, mine, theirs, onTakeTheirs, onKeepMine }: StaleProps) {
  const { t } = useTranslation();
  const before = toBody(toDraft(base));
  const names = (fields: object) =>
    Object.keys(fields).map((field) => t(`fields.${field as "title"}`, { defaultValue: field }));
  const theirNames = names(changes(before, toBody(toDraft(theirs))));
  const myNames = names(changes(before, toBody(mine)));
  return (
    <Alert color="maize" variant="light" role="alert" title={t("stale.title")}>
      <Stack gap="xs">
        <Text size="sm">{t("stale.explanation", { moment: formatMoment(theirs.updated_at) })}</Text>
        <List size="sm">
          <List.Item>{t("stale.theirs", { fields: theirNames.join(", ") })}</List.Item>
          <List.Item>{t("stale.mine", { fields: myNames.join(", ") })}</List.Item>
        </List>
        <Group>
          <Button size="xs" onClick={onKeepMine}>
            {t("stale.keepMine")}
          </Button>
          <Button size="xs" variant="default" onClick={onTakeTheirs}>
            {t("stale.takeTheirs")}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
