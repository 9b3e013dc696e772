import { Alert, Anchor, Box, Button, Group, List, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { IconCloudCheck, IconDeviceFloppy } from "@tabler/icons-react";
import {
  type ComponentType,
  type FormEvent,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { Problem } from "../../api/problem";
import { LANGUAGES } from "../../i18n";
import { useTranslation } from "../../i18n/useTranslation";
import { ProblemAlert } from "../../shared/Failure";
import { formatMoment } from "../../shared/texts";
import { FormContext } from "./context";
import { DraftGaps } from "./DraftGaps";
import type { Draft } from "./draft";
import { FormSteps } from "./FormSteps";
import {
  BudgetsSection,
  ClassificationSection,
  Dates,
  EventsSection,
  Identification,
  PartnersSection,
  PlacesSection,
} from "./sections";
import { STEPS, type Step } from "./steps";

const PARTS: Record<Step, ComponentType> = {
  identification: Identification,
  dates: Dates,
  partners: PartnersSection,
  classification: ClassificationSection,
  places: PlacesSection,
  budgets: BudgetsSection,
  events: EventsSection,
};

interface Props {
  title: string;
  draft: Draft;
  onChange: (draft: Draft) => void;
  onSubmit: () => void;
  saving: boolean;
  error: unknown;
  keptAt: string | null;
  stageFixed?: boolean;
  /** The code of the project being changed; none while one is being registered. */
  project?: string;
  notice?: ReactNode;
}

/** The form that registers or changes a project: whatever the API finds wrong stands beside its field. */
export function ProjectForm({
  title,
  draft,
  onChange,
  onSubmit,
  saving,
  error,
  keptAt,
  notice,
  stageFixed = false,
  project,
}: Props) {
  const { t, i18n } = useTranslation();
  const [language, setLanguage] = useState(i18n.resolvedLanguage ?? "es");
  const errors = useMemo(() => (error instanceof Problem ? error.byPointer() : {}), [error]);
  const state = useMemo(
    () => ({
      draft,
      errors,
      language,
      stageFixed,
      set: <Name extends keyof Draft>(name: Name, value: Draft[Name]) =>
        onChange({ ...draft, [name]: value }),
    }),
    [draft, errors, language, stageFixed, onChange],
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <FormContext value={state}>
      <form onSubmit={submit} noValidate>
        <Stack maw={900}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {notice}
          <FormSteps draft={draft} />
          <DraftGaps draft={draft} project={project} />
          <ErrorSummary error={error} />
          <Group gap="xs" align="center">
            <Text size="sm" id="content-language">
              {t("form.language")}
            </Text>
            <SegmentedControl
              size="xs"
              aria-labelledby="content-language"
              data={LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) }))}
              value={language}
              onChange={setLanguage}
            />
          </Group>
          {STEPS.map((step) => {
            const Part = PARTS[step];
            return (
              <div key={step} id={`step-${step}`} className="form-step">
                <Part />
              </div>
            );
          })}
          <Box
            pos="sticky"
            bottom={0}
            py="sm"
            style={{
              zIndex: 2,
              background: "var(--mantine-color-body)",
              borderTop: "1px solid var(--mantine-color-default-border)",
            }}
          >
            <Group>
              <Button type="submit" loading={saving} leftSection={<IconDeviceFloppy size={16} aria-hidden />}>
                {t("form.save")}
              </Button>
              {keptAt && (
                <Text size="sm" c="dimmed" role="status">
                  <IconCloudCheck size={16} aria-hidden style={{ verticalAlign: "text-bottom" }} />{" "}
                  {t("form.kept", { moment: formatMoment(keptAt) })}
                </Text>
              )}
            </Group>
          </Box>
        </Stack>
      </form>
    </FormContext>
  );
}

/** What is to be corrected, each leading to its field (as in the GOV.UK Design System). */
function ErrorSummary({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) summary.current?.focus();
  }, [error]);
  if (!error) return null;
  if (!(error instanceof Problem) || error.fields.length === 0) return <ProblemAlert error={error} />;
  const lead = (pointer: string) => document.getElementById(`field${pointer}`)?.focus();
  return (
    <Alert ref={summary} tabIndex={-1} color="red" variant="light" role="alert" title={t("form.toCorrect")}>
      <List size="sm">
        {error.fields.map((field) => (
          <List.Item key={field.pointer + field.code}>
            <Anchor
              component="button"
              type="button"
              size="sm"
              c="inherit"
              onClick={() => lead(field.pointer)}
            >
              {fieldName(field.pointer, t)}: {field.detail}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** "/participations/0/role" as "Partners 1, Role". */
function fieldName(pointer: string, t: ReturnType<typeof useTranslation>["t"]): string {
  const [first = "", index, last] = pointer.split("/").slice(1);
  const name = (key: string) => t(`fields.${key as "title"}`, { defaultValue: key });
  return [index === undefined ? name(first) : `${name(first)} ${Number(index) + 1}`, last ? name(last) : ""]
    .filter(Boolean)
    .join(", ");
}
