import { Anchor, Group, Progress, Text, VisuallyHidden } from "@mantine/core";
import { IconCircle, IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";
import { useTranslation } from "../../i18n/useTranslation";
import type { Draft } from "./draft";
import { STEPS, stepState } from "./steps";

const ICONS = { done: IconCircleCheck, begun: IconCircleDashed, open: IconCircle };

/** Where one is in registering a project; each step leads to its part of the form. */
export function FormSteps({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const states = STEPS.map((step) => ({ step, state: stepState(draft, step) }));
  const done = states.filter(({ state }) => state === "done").length;
  return (
    <nav aria-label={t("form.steps")}>
      <Group gap="md">
        {states.map(({ step, state }) => {
          const Icon = ICONS[state];
          return (
            <Anchor key={step} href={`#step-${step}`} size="sm">
              <Group gap={4} wrap="nowrap">
                <Icon size={16} aria-hidden />
                {t(`form.step.${step}`)}
                <VisuallyHidden>{t(`form.stepState.${state}`)}</VisuallyHidden>
              </Group>
            </Anchor>
          );
        })}
      </Group>
      <Progress mt={6} size="xs" value={(done / STEPS.length) * 100} aria-label={t("form.steps")} />
      <Text size="xs" c="dimmed" mt={2} role="status">
        {t("form.stepsDone", { done, all: STEPS.length })}
      </Text>
    </nav>
  );
}
