import { Anchor, Badge, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { api, type Schemas, withTag } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { useSession } from "../session/useSession";
import { Fact, Facts } from "../shared/Facts";
import { ProblemAlert } from "../shared/Failure";
import { Loading } from "../shared/Loading";
import { AnchorLink } from "../shared/links";
import { formatMoment, pick } from "../shared/texts";
import { usePageTitle } from "../shared/usePageTitle";
import { Differences } from "./Differences";
import { LinkSection } from "./LinkSection";
import { StatusBadge } from "./PartnerRecords";
import { FIELDS, FieldValue, isEmpty } from "./values";

const route = getRouteApi("/partner-records/$id");

export interface Loaded {
  found: Schemas["Reconciliation"];
  etag: string;
  /** Shows what a step answered, or reads it all again. */
  refresh: () => Promise<void>;
}

/** A partner's record beside the project it is about. */
export function Reconciliation() {
  const { t, i18n } = useTranslation();
  const { id } = route.useParams();
  const { may } = useSession();
  const queries = useQueryClient();
  const read = useQuery({
    queryKey: ["partner-records", "one", id],
    queryFn: () =>
      withTag(api.GET("/api/v1/reconciliation/{record_id}", { params: { path: { record_id: id } } })),
  });
  const title = read.data ? pick(read.data.data.record.content.title as Record<string, string>, "es") : "";
  usePageTitle(title || t("nav.partnerRecords"));
  if (read.isError) return <ProblemAlert error={read.error} onRetry={() => void read.refetch()} />;
  if (read.isPending) return <Loading rows={8} />;
  const found = read.data.data;
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: ["partner-records"] });
    await queries.invalidateQueries({ queryKey: ["projects"] });
  };
  const loaded = { found, etag: read.data.etag, refresh };
  const { record } = found;
  const language = i18n.resolvedLanguage ?? "es";
  return (
    <Stack>
      <AnchorLink to="/partner-records" size="sm">
        {t("nav.partnerRecords")}
      </AnchorLink>
      <Group>
        <Title order={1} size="h2" className="wrap-anywhere">
          {pick(record.content.title as Record<string, string>, language)}
        </Title>
        <StatusBadge status={record.status} />
        {record.removed && (
          <Badge color="gray.7" autoContrast>
            {t("federation.removed")}
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {record.system} · {record.external_id} ·{" "}
        {t("federation.received", { moment: formatMoment(record.received_at), revision: record.revision })}
        {typeof record.content.url === "string" && (
          <>
            {" · "}
            <Anchor href={record.content.url} rel="noopener noreferrer" size="sm">
              {t("federation.atPartner")}
            </Anchor>
          </>
        )}
      </Text>
      {record.removed && <Text role="note">{t("federation.removedHint")}</Text>}
      {found.project ? (
        <Differences loaded={loaded} mayChoose={may("partner-records:reconcile")} />
      ) : (
        <Reported content={record.content} />
      )}
      {may("partner-records:reconcile") && <LinkSection loaded={loaded} />}
    </Stack>
  );
}

/** What the partner reports, where there is nothing to compare it with. */
function Reported({ content }: { content: Record<string, unknown> }) {
  const { t } = useTranslation();
  const shown = FIELDS.filter((name) => !isEmpty(content[name]));
  return (
    <Facts title={t("federation.reported")}>
      {shown.map((name) => (
        <Fact key={name} label={t(`federation.field.${name}`)}>
          <FieldValue field={name} value={content[name]} />
        </Fact>
      ))}
    </Facts>
  );
}
