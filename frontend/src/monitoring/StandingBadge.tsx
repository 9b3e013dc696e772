import { Badge } from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCalendar,
  IconCircleCheck,
  IconClock,
  IconPencil,
  IconSend,
} from "@tabler/icons-react";
import type { Schemas } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";

type Standing = Schemas["CalendarItem"]["standing"];

const LOOK: Record<Standing, { icon: typeof IconClock; colour: string }> = {
  upcoming: { icon: IconCalendar, colour: "gray" },
  due: { icon: IconClock, colour: "maize.2" },
  late: { icon: IconAlertTriangle, colour: "red" },
  draft: { icon: IconPencil, colour: "gray" },
  submitted: { icon: IconSend, colour: "blue" },
  returned: { icon: IconArrowBackUp, colour: "maize.2" },
  verified: { icon: IconCircleCheck, colour: "jade" },
};

/** Where a monitoring report stands: a word and a sign, never colour alone. */
export function StandingBadge({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const { icon: Icon, colour } = LOOK[standing];
  const loud = colour === "maize.2";
  return (
    <Badge
      variant={loud ? "filled" : "outline"}
      color={colour}
      {...(loud ? { c: "dark.9" } : {})}
      tt="none"
      styles={{ root: { overflow: "visible" }, label: { overflow: "visible" } }}
      leftSection={<Icon size={12} aria-hidden />}
    >
      {t(`monitoring.standing.${standing}`)}
    </Badge>
  );
}
