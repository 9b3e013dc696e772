import { Badge, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "../i18n/useTranslation";
import { AnchorLink } from "../shared/links";
import { Section } from "../shared/Section";
import { countryName, pick } from "../shared/texts";
import { useVocabulary } from "../vocabularies/useVocabulary";
import type { Project } from "./useProject";

type Participation = Project["participations"][number];

/** From who offers to who receives (GPI's roles of triangular cooperation, SEGIB's of bilateral). */
const FLOW = [["facilitating"], ["pivotal", "provider"], ["beneficiary"]];

/** A project's partners: how cooperation goes from one to the next, and who has a role beside. */
export function Partners({ project }: { project: Project }) {
  const { t } = useTranslation();
  const steps = FLOW.map((roles) => project.participations.filter((row) => roles.includes(row.role))).filter(
    (rows) => rows.length > 0,
  );
  const flows = steps.length > 1;
  const beside = flows
    ? project.participations.filter((row) => !FLOW.flat().includes(row.role))
    : project.participations;
  return (
    <Section title={t("projects.partners")}>
      {project.participations.length === 0 && <Text c="dimmed">{t("projects.noPartners")}</Text>}
      {flows && (
        <ol className="partner-flow" aria-label={t("projects.partnerFlow")}>
          {steps.map((rows) => (
            <li key={rows[0]?.role}>
              <Stack gap="xs">
                {rows.map((row) => (
                  <Partner key={row.id} row={row} />
                ))}
              </Stack>
            </li>
          ))}
        </ol>
      )}
      <Stack gap="xs">
        {beside.map((row) => (
          <Partner key={row.id} row={row} />
        ))}
      </Stack>
    </Section>
  );
}

function Partner({ row }: { row: Participation }) {
  const roles = useVocabulary("partner-role");
  const { id, name, acronym, country } = row.organisation;
  return (
    <div>
      <Group gap="xs">
        <Badge variant="light" tt="none" miw="fit-content">
          {roles.label(row.role)}
        </Badge>
        {country && (
          <Text size="sm" c="dimmed">
            {countryName(country)}
          </Text>
        )}
      </Group>
      <Text className="wrap-anywhere">
        <AnchorLink to="/partners/$id" params={{ id }} inherit>
          {pick(name)}
        </AnchorLink>
        {acronym && ` (${acronym})`}
      </Text>
    </div>
  );
}
