import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";

/** Tells what was done, with a button that takes it back: instead of asking beforehand. */
export function showUndo(message: string, onUndo: () => void): void {
  notifications.show({
    color: "jade",
    autoClose: 20_000,
    message: (
      <Group justify="space-between" wrap="nowrap">
        {message}
        <Button size="compact-xs" variant="default" onClick={onUndo}>
          {i18next.t("common.undo", { ns: "ui" })}
        </Button>
      </Group>
    ),
  });
}
