import { Anchor } from "@mantine/core";
import { useTranslation } from "../i18n/useTranslation";

/** Evidence by its address: a file of the registry by a word, any other link as it is. */
export function EvidenceLink({ address }: { address: string }) {
  const { t } = useTranslation();
  return (
    <Anchor
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      size="sm"
      display="block"
      className="wrap-anywhere"
    >
      {address.startsWith("/api/v1/documents/") ? t("documents.attached") : address}
    </Anchor>
  );
}
