import { Badge } from "@mantine/core";
import type { Schemas } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";

type Status = Schemas["ImportStatus"];

const COLOURS: Record<Status, string> = {
  queued: "gray",
  checking: "blue",
  ready: "maize.3",
  applying: "blue",
  applied: "jade",
  failed: "red",
  undone: "gray",
};

export function StatusBadge({ status }: { status: Status }) {
  const { t } = useTranslation();
  return (
    <Badge color={COLOURS[status]} variant="filled" autoContrast tt="none">
      {t(`imports.status.${status}`)}
    </Badge>
  );
}
