import { Alert, Button, Card, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { AnchorLink } from "../shared/links";
import { usePageTitle } from "../shared/usePageTitle";
import { EmailField } from "./Fields";

/** Ask for a link to choose a new password. */
export function Forgot() {
  const { t } = useTranslation();
  usePageTitle(t("session.forgot"));
  const [email, setEmail] = useState("");
  const ask = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/password-resets", { body: { email } })),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  return (
    <Card withBorder maw={420} mx="auto" mt="xl" p="xl">
      <form onSubmit={submit}>
        <Stack>
          <Title order={1} size="h2">
            {t("session.forgot")}
          </Title>
          {ask.isError && <ProblemAlert error={ask.error} />}
          {ask.isSuccess ? (
            <Alert color="jade" variant="light" role="status">
              {t("session.forgotSent", { email })}
            </Alert>
          ) : (
            <>
              <Text size="sm">{t("session.forgotHint")}</Text>
              <EmailField value={email} onChange={setEmail} />
              <Button type="submit" loading={ask.isPending}>
                {t("session.forgotSend")}
              </Button>
            </>
          )}
          <AnchorLink to="/sign-in" size="sm">
            {t("session.signIn")}
          </AnchorLink>
        </Stack>
      </form>
    </Card>
  );
}
