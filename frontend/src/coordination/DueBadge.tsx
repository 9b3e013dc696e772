import { Badge } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconClock, IconHourglass } from "@tabler/icons-react";
import { useTranslation } from "../i18n/useTranslation";

const LOOK = {
  overdue: { icon: IconAlertTriangle, colour: "red" },
  soon: { icon: IconClock, colour: "maize.2" },
  later: { icon: IconHourglass, colour: "gray" },
  done: { icon: IconCheck, colour: "jade" },
};

/** How urgent a commitment is, in a word and a sign. */
export function DueBadge({ due }: { due: keyof typeof LOOK }) {
  const { t } = useTranslation();
  const { icon: Icon, colour } = LOOK[due];
  return (
    <Badge
      variant={due === "soon" ? "filled" : "outline"}
      color={colour}
      {...(due === "soon" ? { c: "dark.9" } : {})}
      tt="none"
      miw="fit-content"
      leftSection={<Icon size={12} aria-hidden />}
    >
      {t(`coordination.due.${due}`)}
    </Badge>
  );
}
