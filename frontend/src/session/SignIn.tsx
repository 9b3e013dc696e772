import { Alert, Button, Card, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api, setCsrfToken, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { usePageTitle } from "../shared/usePageTitle";
import { sessionQuery, useSession } from "./useSession";

const route = getRouteApi("/sign-in");

export function SignIn() {
  const { t } = useTranslation();
  usePageTitle(t("session.signIn"));
  const { next } = route.useSearch();
  const { session } = useSession();
  const router = useRouter();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/session", { body: { email, password } })),
    onSuccess: async (opened) => {
      setCsrfToken(opened.csrf_token);
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, opened);
      router.history.push(next ?? "/");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <Card withBorder maw={420} mx="auto" mt="xl" p="xl">
      <form onSubmit={submit}>
        <Stack>
          <Title order={1} size="h2">
            {t("session.signIn")}
          </Title>
          {next && <Text size="sm">{t("session.needed")}</Text>}
          {signIn.isError && <ProblemAlert error={signIn.error} />}
          <TextInput
            label={t("session.email")}
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("session.password")}
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": t("session.showPassword") }}
          />
          <Button type="submit" loading={signIn.isPending}>
            {t("session.signIn")}
          </Button>
          {session?.environment === "demo" && (
            <Alert role="note" variant="light" color="gray" title={t("session.demoTitle")}>
              {t("session.demoHint")}
            </Alert>
          )}
        </Stack>
      </form>
    </Card>
  );
}
