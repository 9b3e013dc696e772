import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";

/** Deletes a draft: the second press does it, so that one slip of the hand does not. */
export function DeleteDraft({ code, etag }: { code: string; etag: string }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE("/api/v1/projects/{key}", {
          params: { path: { key: code }, header: { "If-Match": etag } },
        }),
      ),
    onSuccess: async () => {
      notifications.show({ message: t("projects.deleted", { code }) });
      await navigate({ to: "/projects" });
      queries.removeQueries({ queryKey: ["project", code] });
      await queries.invalidateQueries();
    },
  });
  return (
    <>
      <Button
        variant={asked ? "filled" : "subtle"}
        color="red"
        leftSection={<IconTrash size={16} aria-hidden />}
        loading={remove.isPending}
        onClick={() => (asked ? remove.mutate() : setAsked(true))}
        onBlur={() => setAsked(false)}
      >
        {asked ? t("projects.deleteSure") : t("projects.delete")}
      </Button>
      {remove.isError && <ProblemAlert error={remove.error} />}
    </>
  );
}
