import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { showUndo } from "./undo";

interface Removal<Row> {
  /** What is told when the row is gone. */
  told: string;
  remove: (row: Row) => Promise<unknown>;
  /** Adds the row again, as it was. */
  restore: (row: Row) => Promise<unknown>;
  refresh: () => Promise<unknown>;
}

/** Takes a row away at once and offers to bring it back, instead of asking beforehand. */
export function useRemoval<Row>({ told, remove, restore, refresh }: Removal<Row>) {
  const bringBack = (row: Row) =>
    restore(row)
      .catch((error: Error) => notifications.show({ color: "red", message: error.message, autoClose: false }))
      .finally(() => void refresh());
  return useMutation({
    mutationFn: remove,
    onSuccess: (_, row) => showUndo(told, () => void bringBack(row)),
    onSettled: refresh,
  });
}
