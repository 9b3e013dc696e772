import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "../i18n/useTranslation";

/** The page's shape while its data is on the way. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs" role="status">
      <VisuallyHidden>{t("common.loading")}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((key) => (
        <Skeleton key={key} height={36} />
      ))}
    </Stack>
  );
}
