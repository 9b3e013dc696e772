import { Alert, Button, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import { useTranslation } from "../i18n/useTranslation";
import { PasswordField } from "../session/Fields";
import { ProblemAlert } from "../shared/Failure";
import { Section } from "../shared/Section";

/** Change the password; one stays signed in here and nowhere else. */
export function PasswordSection() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const change = useMutation({
    mutationFn: () => unwrap(api.PUT("/api/v1/account/password", { body: { current, new: fresh } })),
    onSuccess: async () => {
      setCurrent("");
      setFresh("");
      await queries.invalidateQueries({ queryKey: ["account"] });
    },
  });
  const errors = change.error instanceof Problem ? change.error.byPointer() : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Section title={t("account.changePassword")}>
      <form onSubmit={submit}>
        <Stack maw={420}>
          {change.isError && Object.keys(errors).length === 0 && <ProblemAlert error={change.error} />}
          {change.isSuccess && (
            <Alert color="jade" variant="light" role="status">
              {t("account.passwordChanged")}
            </Alert>
          )}
          <PasswordField
            label={t("account.currentPassword")}
            value={current}
            error={errors["/current"]}
            onChange={setCurrent}
          />
          <PasswordField
            label={t("session.newPassword")}
            hint={t("session.passwordHint")}
            isNew
            value={fresh}
            error={errors["/new"]}
            onChange={setFresh}
          />
          <Button type="submit" loading={change.isPending} style={{ alignSelf: "start" }}>
            {t("account.changePassword")}
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
