import { Alert, Button, Group, List, Paper, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { formatNumber } from "../shared/texts";
import { showUndo } from "../shared/undo";
import { BulkChange, type Change } from "./BulkChange";
import type { Item } from "./listed";

type Outcome = Schemas["BulkOutcome"];
type Sent = Schemas["BulkItem"];

/** Changes all chosen projects at once; each tells what became of it, and a press takes it all back. */
export function BulkBar({ chosen, onClear }: { chosen: ReadonlyMap<string, Item>; onClear: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [change, setChange] = useState<Change | null>(null);
  const send = useMutation({
    mutationFn: (items: Sent[]) => unwrap(api.POST("/api/v1/projects/bulk", { body: { items } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["projects"] });
      await queries.invalidateQueries({ queryKey: ["facets"] });
    },
  });
  const apply = (wanted: Change) =>
    send.mutate(
      [...chosen.keys()].map((id) => ({ id, ...wanted })),
      { onSuccess: ({ items }) => tell(items) },
    );
  const tell = (items: Outcome[]) => {
    const changed = items.filter((item) => item.status === "changed");
    const told = t("bulk.done", { count: changed.length, number: formatNumber(changed.length) });
    if (changed.length > 0) showUndo(told, () => void takeBack(changed));
    else notifications.show({ message: told });
  };
  const takeBack = async (changed: Outcome[]) => {
    try {
      await send.mutateAsync(
        changed.map(({ id, version, before }) => ({ id, version, set: before as Sent["set"] })),
      );
      notifications.show({ message: t("bulk.undone") });
    } catch (error) {
      // The bar may be gone by now: it is told here.
      notifications.show({ color: "red", autoClose: false, message: (error as Error).message });
    }
  };
  const refused = send.data?.items.filter((item) => item.status === "refused") ?? [];
  return (
    <Paper withBorder p="xs" component="section" aria-label={t("bulk.title")}>
      <Group align="flex-end" gap="sm">
        <Text size="sm" fw={600} className="numbers" role="status">
          {t("bulk.chosen", { count: chosen.size, number: formatNumber(chosen.size) })}
        </Text>
        <BulkChange onChange={setChange} />
        <Button
          size="xs"
          disabled={!change || chosen.size > 200}
          loading={send.isPending}
          onClick={() => change && apply(change)}
        >
          {t("bulk.apply")}
        </Button>
        <Button size="xs" variant="subtle" onClick={onClear}>
          {t("bulk.clear")}
        </Button>
      </Group>
      {chosen.size > 200 && (
        <Text size="sm" mt="xs">
          {t("bulk.tooMany")}
        </Text>
      )}
      {send.isError && <ProblemAlert error={send.error} />}
      {refused.length > 0 && (
        <Alert
          mt="xs"
          color="red"
          variant="light"
          role="alert"
          title={t("bulk.refused", { count: refused.length })}
        >
          <List size="sm">
            {refused.slice(0, 20).map((item) => (
              <List.Item key={item.id}>
                {item.code ?? item.id}: {item.reason}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Paper>
  );
}
