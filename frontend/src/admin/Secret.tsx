import { Alert, Button, Code, CopyButton, Group, Text } from "@mantine/core";
import { useTranslation } from "../i18n/useTranslation";

/** A secret that is shown only now. */
export function Secret({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation();
  return (
    <Alert color="maize" variant="light" role="status" title={label}>
      <Text size="sm" mb="xs">
        {t("admin.onlyNow")}
      </Text>
      <Group>
        <Code className="wrap-anywhere">{value}</Code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>
              {copied ? t("admin.copied") : t("admin.copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Alert>
  );
}
