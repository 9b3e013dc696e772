import { Alert, Button, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { Problem } from "../api/problem";
import { useTranslation } from "../i18n/useTranslation";
import { AnchorLink } from "./links";

/** What went wrong, in the API's own words, with a way to try again. */
export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const title = error instanceof Problem ? error.title : t("failure.title");
  const detail = error instanceof Problem ? error.message : t("failure.connection");
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert">
      <Text size="sm">{detail}</Text>
      {onRetry && (
        <Button mt="sm" size="xs" variant="default" onClick={onRetry}>
          {t("failure.retry")}
        </Button>
      )}
    </Alert>
  );
}

export function Failure({ error }: { error: unknown }) {
  const router = useRouter();
  return <ProblemAlert error={error} onRetry={() => void router.invalidate()} />;
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Stack>
      <Title order={1}>{t("failure.notFound")}</Title>
      <Text>{t("failure.notFoundHint")}</Text>
      <AnchorLink to="/projects">{t("nav.projects")}</AnchorLink>
    </Stack>
  );
}
