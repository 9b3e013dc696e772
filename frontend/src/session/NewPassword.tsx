import { Alert, Button, Card, Stack, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { AnchorLink, ButtonLink } from "../shared/links";
import { usePageTitle } from "../shared/usePageTitle";
import { PasswordField } from "./Fields";

const route = getRouteApi("/password");

/** Choose a password by the link that was sent. */
export function NewPassword() {
  const { t } = useTranslation();
  usePageTitle(t("session.newPassword"));
  const { token } = route.useSearch();
  const [password, setPassword] = useState("");
  const choose = useMutation({
    mutationFn: () =>
      unwrap(api.PUT("/api/v1/password-resets/{token}", { params: { path: { token } }, body: { password } })),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    choose.mutate();
  };
  const errors = choose.error instanceof Problem ? choose.error.byPointer() : {};
  return (
    <Card withBorder maw={420} mx="auto" mt="xl" p="xl">
      <form onSubmit={submit}>
        <Stack>
          <Title order={1} size="h2">
            {t("session.newPassword")}
          </Title>
          {choose.isError && !errors["/password"] && <ProblemAlert error={choose.error} />}
          {choose.isSuccess ? (
            <>
              <Alert color="jade" variant="light" role="status">
                {t("session.passwordChosen")}
              </Alert>
              <ButtonLink to="/sign-in">{t("session.signIn")}</ButtonLink>
            </>
          ) : (
            <>
              <PasswordField
                label={t("session.password")}
                hint={t("session.passwordHint")}
                isNew
                value={password}
                error={errors["/password"]}
                onChange={setPassword}
              />
              <Button type="submit" loading={choose.isPending}>
                {t("session.newPassword")}
              </Button>
              <AnchorLink to="/forgot" size="sm">
                {t("session.forgot")}
              </AnchorLink>
            </>
          )}
        </Stack>
      </form>
    </Card>
  );
}
