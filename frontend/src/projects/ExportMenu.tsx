import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "../i18n/useTranslation";
import { exportAddress, type Filters } from "./filters";

const FORMATS = ["xlsx", "csv", "iati", "json"] as const;

/** Downloads what the filters select, in the format chosen. */
export function ExportMenu({ filters }: { filters: Filters }) {
  const { t, i18n } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {t("export.label")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={exportAddress(format, filters, i18n.resolvedLanguage ?? "es")}
            download
          >
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
