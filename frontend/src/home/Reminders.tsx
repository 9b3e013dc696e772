import { Card, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconClock, IconFileAlert } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { nameOf } from "../organisations/nameOf";
import { AnchorLink } from "../shared/links";
import { formatDate, pick } from "../shared/texts";

const ICONS = {
  "commitment-overdue": IconAlertTriangle,
  "commitment-soon": IconClock,
  "agreement-expiring": IconFileAlert,
};
const SHOWN = 8;

/** Commitments that are due and agreements that are about to end. */
export function Reminders() {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ["reminders"],
    queryFn: () => unwrap(api.GET("/api/v1/commitments/reminders")),
  });
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Card withBorder>
      <Title order={2} size="h4" mb="sm">
        {t("home.attention")}
      </Title>
      <Stack gap="xs">
        {items.slice(0, SHOWN).map((item) => {
          const Icon = ICONS[item.kind];
          return (
            <Group key={item.id} wrap="nowrap" align="flex-start" gap="xs">
              <Icon size={18} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
              <div>
                {item.kind === "agreement-expiring" ? (
                  <AnchorLink to="/agreements/$id" params={{ id: item.id }} className="wrap-anywhere">
                    {pick(item.text)}
                  </AnchorLink>
                ) : (
                  <AnchorLink to="/coordination" search={{ tab: "commitments" }} className="wrap-anywhere">
                    {pick(item.text)}
                  </AnchorLink>
                )}
                <Text size="xs" c="dimmed">
                  {[
                    t(`home.reminder.${item.kind}`),
                    formatDate(item.day),
                    item.organisation && nameOf(item.organisation),
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </Text>
              </div>
            </Group>
          );
        })}
      </Stack>
    </Card>
  );
}
