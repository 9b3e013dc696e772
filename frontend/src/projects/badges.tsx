import { Badge } from "@mantine/core";
import { IconEyeOff, IconFlask, IconPencil, IconWorld } from "@tabler/icons-react";
import { useTranslation } from "../i18n/useTranslation";
import { useVocabulary } from "../vocabularies/useVocabulary";

const STAGE_COLOURS: Record<string, string> = {
  requested: "gray",
  negotiation: "gray",
  "technical-opinion": "gray",
  approved: "blue",
  implementation: "jade",
  finalisation: "jade",
  closed: "gray",
  suspended: "maize.2",
  cancelled: "red",
};
const VISIBILITY = {
  draft: { icon: IconPencil, colour: "gray" },
  internal: { icon: IconEyeOff, colour: "gray" },
  public: { icon: IconWorld, colour: "jade" },
};

export function StageBadge({ stage }: { stage: string }) {
  const { label } = useVocabulary("stage");
  const halted = stage === "suspended";
  return (
    <Badge
      variant={halted ? "filled" : "outline"}
      color={STAGE_COLOURS[stage] ?? "gray"}
      {...(halted ? { c: "dark.9" } : {})}
      tt="none"
      // A stage is read whole: the column takes the word's width instead of cutting it.
      styles={{ root: { overflow: "visible" }, label: { overflow: "visible" } }}
    >
      {label(stage)}
    </Badge>
  );
}

export function VisibilityBadge({ visibility }: { visibility: "draft" | "internal" | "public" }) {
  const { t } = useTranslation();
  const { icon: Icon, colour } = VISIBILITY[visibility];
  return (
    <Badge
      variant="outline"
      color={colour}
      tt="none"
      miw="fit-content"
      leftSection={<Icon size={12} aria-hidden />}
    >
      {t(`visibility.${visibility}`)}
    </Badge>
  );
}

/** Marks an invented example, so that nobody takes it for a fact. */
export function ExampleBadge() {
  const { t } = useTranslation();
  return (
    <Badge color="maize.2" c="dark.9" tt="none" leftSection={<IconFlask size={12} aria-hidden />}>
      {t("projects.exampleBadge")}
    </Badge>
  );
}
