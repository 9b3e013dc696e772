import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { Listing } from "../shared/Listing";
import { formatMoment } from "../shared/texts";
import { usePages } from "../shared/usePages";

const COLOURS = { pending: "gray.7", delivered: "jade", dead: "red.8" };

/** A webhook's messages, with every attempt; each can be sent again. */
export function Deliveries({ webhook }: { webhook: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const key = ["webhooks", webhook, "deliveries"];
  const list = usePages(key, (after) =>
    unwrap(
      api.GET("/api/v1/webhooks/{webhook_id}/deliveries", {
        params: { path: { webhook_id: webhook }, query: { ...after, limit: 20 } },
      }),
    ),
  );
  const again = useMutation({
    mutationFn: (id: string) =>
      unwrap(
        api.POST("/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/redelivery", {
          params: { path: { webhook_id: webhook, delivery_id: id } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
  return (
    <Stack mt="sm" gap="xs">
      {again.isError && <ProblemAlert error={again.error} />}
      <Listing list={list} empty={t("admin.noDeliveries")}>
        {list.items.map((delivery) => (
          <Group key={delivery.id} justify="space-between" align="start">
            <div>
              <Text size="sm">
                {delivery.type} · {formatMoment(delivery.created_at)}{" "}
                <Badge color={COLOURS[delivery.status]} autoContrast>
                  {t(`admin.delivery.${delivery.status}`)}
                </Badge>
              </Text>
              {delivery.attempts.map((attempt) => (
                <Text key={attempt.at} size="xs" c="dimmed" className="wrap-anywhere">
                  {formatMoment(attempt.at)}: {attempt.status ?? "–"} {attempt.error} ({attempt.ms} ms)
                </Text>
              ))}
            </div>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`${t("admin.sendAgain")}: ${delivery.type}, ${formatMoment(delivery.created_at)}`}
              onClick={() => again.mutate(delivery.id)}
            >
              {t("admin.sendAgain")}
            </Button>
          </Group>
        ))}
      </Listing>
    </Stack>
  );
}
