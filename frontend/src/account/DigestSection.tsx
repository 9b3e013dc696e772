import { Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { Section } from "../shared/Section";

/** Whether one is written once a day what one has not read. */
export function DigestSection({ on }: { on: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (digest: boolean) => unwrap(api.PATCH("/api/v1/account", { body: { digest } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["account"] }),
  });
  return (
    <Section title={t("account.digest")}>
      <Switch
        label={t("account.digestLabel")}
        checked={save.isPending ? save.variables : on}
        onChange={(event) => save.mutate(event.currentTarget.checked)}
      />
      {save.isError && <ProblemAlert error={save.error} />}
    </Section>
  );
}
