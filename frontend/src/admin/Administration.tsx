import { Stack, Tabs, Text, Title } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "../i18n/useTranslation";
import { AnchorLink } from "../shared/links";
import { usePageTitle } from "../shared/usePageTitle";
import { Accounts } from "./Accounts";
import { Audit } from "./Audit";
import { Clients } from "./Clients";
import { Jobs } from "./Jobs";
import { PartnerSystems } from "./PartnerSystems";
import { SignIns } from "./SignIns";
import { ADMIN_TABS, type AdminTab } from "./tabs";
import { Webhooks } from "./Webhooks";

const route = getRouteApi("/admin");

const PANELS = {
  accounts: Accounts,
  clients: Clients,
  systems: PartnerSystems,
  webhooks: Webhooks,
  jobs: Jobs,
  audit: Audit,
  "sign-ins": SignIns,
};

/** Who and what may come in, what runs, and what was done. */
export function Administration() {
  const { t } = useTranslation();
  usePageTitle(t("nav.admin"));
  const { tab = "accounts" } = route.useSearch();
  const navigate = useNavigate();
  const Panel = PANELS[tab];
  return (
    <Stack>
      <Title order={1} size="h2">
        {t("nav.admin")}
      </Title>
      <Text>
        {t("admin.intro")}{" "}
        <AnchorLink to="/vocabularies" underline="always">
          {t("nav.vocabularies")}
        </AnchorLink>
      </Text>
      <Tabs
        value={tab}
        onChange={(value) => void navigate({ to: "/admin", search: { tab: value as AdminTab } })}
      >
        <Tabs.List>
          {ADMIN_TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`admin.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md">
          <Panel />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
