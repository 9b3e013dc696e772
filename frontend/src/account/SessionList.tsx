import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { Section } from "../shared/Section";
import { formatMoment } from "../shared/texts";

/** The browsers in which one is signed in; each can be signed out. */
export function SessionList() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: ["account", "sessions"],
    queryFn: () => unwrap(api.GET("/api/v1/account/sessions")),
  });
  const end = useMutation({
    mutationFn: (id: string) =>
      unwrap(api.DELETE("/api/v1/account/sessions/{session_id}", { params: { path: { session_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["account", "sessions"] }),
  });
  return (
    <Section title={t("account.sessions")}>
      {list.isPending && <Loading rows={2} />}
      {list.isError && <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />}
      {end.isError && <ProblemAlert error={end.error} />}
      <Stack gap="sm">
        {list.data?.items.map((item) => (
          <Group key={item.id} justify="space-between" wrap="nowrap">
            <div>
              <Text size="sm" className="wrap-anywhere">
                {item.agent || t("account.unknownBrowser")}{" "}
                {item.current && <Badge variant="light">{t("account.thisBrowser")}</Badge>}
              </Text>
              <Text size="xs" c="dimmed">
                {item.address} · {t("account.seen", { moment: formatMoment(item.seen_at) })}
              </Text>
            </div>
            {!item.current && (
              <Button
                size="xs"
                variant="default"
                style={{ flexShrink: 0 }}
                aria-label={`${t("account.endSession")}: ${item.agent}`}
                onClick={() => end.mutate(item.id)}
              >
                {t("account.endSession")}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Section>
  );
}
