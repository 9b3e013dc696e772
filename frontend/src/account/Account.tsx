import { Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Webhooks } from "../admin/Webhooks";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { useSession } from "../session/useSession";
import { Fact, Facts } from "../shared/Facts";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { formatMoment, pick } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { DigestSection } from "./DigestSection";
import { PasswordSection } from "./PasswordSection";
import { SecondFactor } from "./SecondFactor";
import { SessionList } from "./SessionList";

/** One's own account: password, second factor, browsers that are signed in. */
export function Account() {
  const { t, i18n } = useTranslation();
  usePageTitle(t("account.title"));
  const { may } = useSession();
  const own = useQuery({ queryKey: ["account"], queryFn: () => unwrap(api.GET("/api/v1/account")) });
  if (own.isError) return <ProblemAlert error={own.error} onRetry={() => void own.refetch()} />;
  if (own.isPending) return <Loading rows={6} />;
  const account = own.data;
  return (
    <Stack maw={860}>
      <Title order={1} size="h2">
        {t("account.title")}
      </Title>
      <Facts title={account.name}>
        <Fact label={t("session.email")}>{account.email}</Fact>
        <Fact label={t("account.role")}>{t(`roles.${account.role as "analyst"}`)}</Fact>
        <Fact label={t("account.organisation")}>
          {account.organisation && pick(account.organisation.name, i18n.resolvedLanguage ?? "es")}
        </Fact>
        <Fact label={t("account.lastSignIn")}>
          {account.last_sign_in_at && formatMoment(account.last_sign_in_at)}
        </Fact>
      </Facts>
      {account.external ? (
        <Text size="sm">{t("account.external")}</Text>
      ) : (
        <>
          <PasswordSection />
          <SecondFactor on={account.second_factor} />
        </>
      )}
      <DigestSection on={account.digest} />
      <SessionList />
      {may("webhooks:write") && <Webhooks />}
    </Stack>
  );
}
