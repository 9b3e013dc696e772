import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client";

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
