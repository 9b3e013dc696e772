import { Badge } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconTrendingUp,
} from "@tabler/icons-react";
import type { Schemas } from "../api/client";
import { useVocabulary } from "../vocabularies/useVocabulary";

export type Light = Schemas["IndicatorOut"]["light"];

const LOOK: Record<Light, { icon: typeof IconCircleX; colour: string }> = {
  achieved: { icon: IconCircleCheck, colour: "jade" },
  "on-track": { icon: IconTrendingUp, colour: "jade" },
  "at-risk": { icon: IconAlertTriangle, colour: "maize.2" },
  "off-track": { icon: IconCircleX, colour: "red" },
  "no-data": { icon: IconCircleDashed, colour: "gray" },
};

/** Where an indicator stands: a word and a sign, never colour alone. */
export function LightBadge({ light }: { light: Light }) {
  const { label } = useVocabulary("traffic-light");
  const { icon: Icon, colour } = LOOK[light];
  const loud = light === "at-risk";
  return (
    <Badge
      variant={loud ? "filled" : "outline"}
      color={colour}
      {...(loud ? { c: "dark.9" } : {})}
      tt="none"
      styles={{ root: { overflow: "visible" }, label: { overflow: "visible" } }}
      leftSection={<Icon size={12} aria-hidden />}
    >
      {label(light)}
    </Badge>
  );
}
