import { Table, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "../i18n/useTranslation";

/** The heading of a column of buttons: heard, not seen. */
export function ActionsHeading({ width }: { width?: number }) {
  const { t } = useTranslation();
  return (
    <Table.Th w={width ?? "auto"}>
      <VisuallyHidden>{t("common.actions")}</VisuallyHidden>
    </Table.Th>
  );
}
