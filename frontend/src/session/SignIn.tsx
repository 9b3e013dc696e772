import { Alert, Button, Card, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useTranslation } from "../i18n/useTranslation";
import { AnchorLink } from "../shared/links";
import { usePageTitle } from "../shared/usePageTitle";
import { SignInForm } from "./SignInForm";
import { type Session, sessionQuery, useSession } from "./useSession";

const route = getRouteApi("/sign-in");

export function SignIn() {
  const { t } = useTranslation();
  usePageTitle(t("session.signIn"));
  const { next, error } = route.useSearch();
  const { session } = useSession();
  const router = useRouter();
  const queries = useQueryClient();
  const enter = (opened: Session) => {
    queries.clear();
    queries.setQueryData(sessionQuery.queryKey, opened);
    router.history.push(next ?? "/");
  };
  return (
    <Card withBorder maw={420} mx="auto" mt="xl" p="xl">
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
        <SignInForm onSignedIn={enter}>
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
        </SignInForm>
      </Stack>
    </Card>
  );
}
