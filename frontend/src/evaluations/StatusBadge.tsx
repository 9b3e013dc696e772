import { Badge } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCalendarEvent,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconFileCheck,
  IconProgress,
} from "@tabler/icons-react";
import type { Schemas } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";

export type Status = Schemas["EvaluationOut"]["status"];
export type Standing = Schemas["BoardItem"]["standing"];
export const STATUSES = ["planned", "commissioned", "in-progress", "completed", "cancelled"] as const;
export const STANDINGS = [
  "response-late",
  "overdue",
  "awaiting-response",
  "in-follow-up",
  "implemented",
  "rejected",
] as const;

const STATUS_LOOK: Record<Status, { icon: typeof IconClock; colour: string }> = {
  planned: { icon: IconCalendarEvent, colour: "gray" },
  commissioned: { icon: IconFileCheck, colour: "jade" },
  "in-progress": { icon: IconProgress, colour: "jade" },
  completed: { icon: IconCircleCheck, colour: "jade" },
  cancelled: { icon: IconCircleX, colour: "gray" },
};
const STANDING_LOOK: Record<Standing, { icon: typeof IconClock; colour: string }> = {
  "response-late": { icon: IconAlertTriangle, colour: "red" },
  overdue: { icon: IconAlertTriangle, colour: "red" },
  "awaiting-response": { icon: IconClock, colour: "gray" },
  "in-follow-up": { icon: IconProgress, colour: "jade" },
  implemented: { icon: IconCircleCheck, colour: "jade" },
  rejected: { icon: IconCircleX, colour: "gray" },
};

export function StatusBadge({ status }: { status: Status }) {
  const { t } = useTranslation();
  return <Told look={STATUS_LOOK[status]}>{t(`evaluations.status.${status}`)}</Told>;
}

/** Where a recommendation stands. */
export function RecommendationBadge({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  return <Told look={STANDING_LOOK[standing]}>{t(`evaluations.standing.${standing}`)}</Told>;
}

function Told({
  look: { icon: Icon, colour },
  children,
}: {
  look: { icon: typeof IconClock; colour: string };
  children: string;
}) {
  return (
    <Badge
      variant="outline"
      color={colour}
      tt="none"
      styles={{ root: { overflow: "visible" }, label: { overflow: "visible" } }}
      leftSection={<Icon size={12} aria-hidden />}
    >
      {children}
    </Badge>
  );
}
