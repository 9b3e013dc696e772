import { Badge, Button, Card, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { Fact } from "../shared/Facts";
import { ProblemAlert } from "../shared/Failure";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { formatMoment } from "../shared/texts";
import type { Loaded } from "./Reconciliation";
import { FieldValue } from "./values";

type Field = Schemas["FieldComparison"];
type Choice = Schemas["ChoiceIn"]["choice"];

/** Field by field: ours, theirs, and whose holds. */
export function Differences({ loaded, mayChoose }: { loaded: Loaded; mayChoose: boolean }) {
  const { t } = useTranslation();
  const { found, etag, refresh } = loaded;
  const choose = useMutation({
    mutationFn: (given: { field: string; choice: Choice }) =>
      unwrap(
        api.POST("/api/v1/reconciliation/{record_id}/choices", {
          params: { path: { record_id: found.record.id }, header: { "If-Match": etag } },
          body: { choices: [given] },
        }),
      ),
    onSettled: refresh,
  });
  const code = found.project?.code ?? "";
  return (
    <Section
      title={t("federation.comparison")}
      aside={
        <AnchorLink to="/projects/$code" params={{ code }}>
          {code}
        </AnchorLink>
      }
    >
      <Stack>
        <Text size="sm" role="status">
          {found.differences === 0
            ? t("federation.noDifferences")
            : t("federation.differences", { count: found.differences })}
        </Text>
        {choose.isError && <ProblemAlert error={choose.error} />}
        {found.fields.map((field) => (
          <FieldCard
            key={field.field}
            field={field}
            system={found.record.system}
            mayChoose={mayChoose}
            busy={choose.isPending}
            onChoose={(choice) => choose.mutate({ field: field.field, choice })}
          />
        ))}
      </Stack>
    </Section>
  );
}

/** One field: what we hold beside what they report; below each other on a narrow screen. */
function FieldCard({ system, ...state }: StateProps & { system: string }) {
  const { t } = useTranslation();
  const { field } = state;
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h6">
          {t(`federation.field.${field.field as "title"}`)}
        </Title>
        <State {...state} />
      </Group>
      <SimpleGrid component="dl" cols={{ base: 1, sm: 2 }} spacing="sm" m={0}>
        <Fact label={t("federation.ours")}>
          <FieldValue field={field.field} value={field.ours} />
        </Fact>
        <Fact label={t("federation.theirs", { system })}>
          <FieldValue field={field.field} value={field.theirs} />
        </Fact>
      </SimpleGrid>
    </Card>
  );
}

interface StateProps {
  field: Field;
  mayChoose: boolean;
  busy: boolean;
  onChoose: (choice: Choice) => void;
}

function State({ field, mayChoose, busy, onChoose }: StateProps) {
  const { t } = useTranslation();
  const name = t(`federation.field.${field.field as "title"}`);
  if (field.state !== "differs") {
    return (
      <Group gap="xs">
        {field.chosen_at && (
          <Text size="xs" c="dimmed">
            {field.chosen_by}, {formatMoment(field.chosen_at)} {field.note}
          </Text>
        )}
        <Badge autoContrast color={field.state === "same" ? "gray.7" : "jade"}>
          {t(`federation.state.${field.state}`)}
        </Badge>
      </Group>
    );
  }
  if (!mayChoose)
    return (
      <Badge color="maize.2" c="dark.9">
        {t("federation.state.differs")}
      </Badge>
    );
  return (
    <Group gap={4} wrap="nowrap">
      <Button
        size="compact-xs"
        variant="default"
        disabled={busy}
        aria-label={`${name}: ${t("federation.keepOurs")}`}
        onClick={() => onChoose("ours")}
      >
        {t("federation.keepOurs")}
      </Button>
      {field.adoptable && (
        <Button
          size="compact-xs"
          disabled={busy}
          aria-label={`${name}: ${t("federation.takeTheirs")}`}
          onClick={() => onChoose("theirs")}
        >
          {t("federation.takeTheirs")}
        </Button>
      )}
    </Group>
  );
}
