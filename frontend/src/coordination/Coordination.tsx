import { Stack, Tabs, Title } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "../i18n/useTranslation";
import { useSession } from "../session/useSession";
import { usePageTitle } from "../shared/usePageTitle";
import { Commitments } from "./Commitments";
import { Events } from "./Events";
import { Tables } from "./Tables";

const route = getRouteApi("/coordination");
export const COORDINATION_TABS = ["events", "tables", "commitments"] as const;

/** Working tables, exchange and dialogue events, and what was agreed at them. */
export function Coordination() {
  const { t } = useTranslation();
  usePageTitle(t("nav.coordination"));
  const { tab = "events" } = route.useSearch();
  const navigate = route.useNavigate();
  const { may } = useSession();
  const tabs = may("internal:read") ? COORDINATION_TABS : (["events"] as const);
  const mayWrite = may("coordination:write");
  return (
    <Stack>
      <Title order={1} size="h2">
        {t("nav.coordination")}
      </Title>
      <Tabs
        value={tab}
        onChange={(value) => void navigate({ search: { tab: value as "events" }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {tabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`coordination.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="events">
          <Events mayWrite={mayWrite} />
        </Tabs.Panel>
        <Tabs.Panel value="tables">
          <Tables mayWrite={mayWrite} />
        </Tabs.Panel>
        <Tabs.Panel value="commitments">
          <Commitments mayWrite={mayWrite} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
