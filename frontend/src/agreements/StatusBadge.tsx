import { Badge } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCheck,
  IconClockOff,
  IconPencil,
  IconSignature,
  IconX,
} from "@tabler/icons-react";
import type { Schemas } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";

type Status = Schemas["AgreementStatus"];

const LOOK: Record<Status, { icon: typeof IconCheck; colour: string }> = {
  draft: { icon: IconPencil, colour: "gray" },
  signed: { icon: IconSignature, colour: "blue" },
  "in-force": { icon: IconCheck, colour: "jade" },
  expiring: { icon: IconAlertTriangle, colour: "maize.2" },
  expired: { icon: IconClockOff, colour: "gray" },
  terminated: { icon: IconX, colour: "gray" },
};

/** Where an agreement stands: a word and a sign, never colour alone. */
export function AgreementBadge({ status }: { status: Status }) {
  const { t } = useTranslation();
  const { icon: Icon, colour } = LOOK[status];
  const loud = status === "expiring";
  return (
    <Badge
      variant={loud ? "filled" : "outline"}
      color={colour}
      {...(loud ? { c: "dark.9" } : {})}
      tt="none"
      // Read whole: the column takes the word's width instead of cutting it.
      styles={{ root: { overflow: "visible" }, label: { overflow: "visible" } }}
      leftSection={<Icon size={12} aria-hidden />}
    >
      {t(`agreements.status.${status}`)}
    </Badge>
  );
}
