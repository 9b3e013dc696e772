import { Alert, Button, Card, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api, setCsrfToken, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { AnchorLink } from "../shared/links";
import { usePageTitle } from "../shared/usePageTitle";
import { PasswordField } from "./Fields";
import { sessionQuery, useSession } from "./useSession";

const route = getRouteApi("/sign-in");

export function SignIn() {
  const { t } = useTranslation();
  usePageTitle(t("session.signIn"));
  const { next, error } = route.useSearch();
  const { session } = useSession();
  const router = useRouter();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [asksForCode, setAsksForCode] = useState(false);
  const signIn = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/session", { body: { email, password, ...(code ? { code } : {}) } })),
    onSuccess: async (opened) => {
      setCsrfToken(opened.csrf_token);
      queries.clear();
      queries.setQueryData(sessionQuery.queryKey, opened);
      router.history.push(next ?? "/");
    },
    onError: (failure) => {
      if (failure instanceof Problem && failure.code.startsWith("second-factor")) setAsksForCode(true);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  const needsCode = signIn.error instanceof Problem && signIn.error.code === "second-factor-required";
  return (
    <Card withBorder maw={420} mx="auto" mt="xl" p="xl">
      <form onSubmit={submit}>
        <Stack>
          <Title order={1} size="h2">
            {t("session.signIn")}
          </Title>
          {next && <Text size="sm">{t("session.needed")}</Text>}
          {error && (
            <Alert color="red" variant="light" role="alert">
              {t(`session.externalError.${error}`)}
            </Alert>
          )}
          {signIn.isError && !needsCode && <ProblemAlert error={signIn.error} />}
          <TextInput
            label={t("session.email")}
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordField label={t("session.password")} value={password} onChange={setPassword} />
          {asksForCode && (
            <TextInput
              label={t("session.code")}
              description={t("session.codeHint")}
              autoComplete="one-time-code"
              required
              autoFocus
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
          )}
          <Button type="submit" loading={signIn.isPending}>
            {t("session.signIn")}
          </Button>
          {session?.external_sign_in && (
            <Button component="a" href="/oauth/login" variant="default">
              {t("session.external", { name: session.external_sign_in })}
            </Button>
          )}
          <AnchorLink to="/forgot" size="sm">
            {t("session.forgot")}
          </AnchorLink>
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
