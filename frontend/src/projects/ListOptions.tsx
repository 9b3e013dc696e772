import { Button, Checkbox, Divider, Popover, SegmentedControl, Stack, VisuallyHidden } from "@mantine/core";
import { IconColumns, IconLayoutCards, IconMap, IconTable, IconTimeline } from "@tabler/icons-react";
import { useTranslation } from "../i18n/useTranslation";
import { useDensity } from "../shared/useDensity";
import { COLUMNS, type Filters, SHOWN_COLUMNS, VIEWS, type View } from "./filters";

interface Props {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

const ICONS = { table: IconTable, cards: IconLayoutCards, map: IconMap, timeline: IconTimeline };

/** The list as a table, cards, a map or a timeline. */
export function ViewSwitch({ filters, view, onChange }: Props & { view: View }) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("projects.view")}
      value={view}
      onChange={(value) => onChange({ ...filters, view: value as View })}
      data={VIEWS.map((value) => {
        const Icon = ICONS[value];
        return {
          value,
          label: (
            <span title={t(`projects.views.${value}`)}>
              <Icon size={16} aria-hidden style={{ display: "block" }} />
              <VisuallyHidden>{t(`projects.views.${value}`)}</VisuallyHidden>
            </span>
          ),
        };
      })}
    />
  );
}

/** Which columns the table has, and how close its rows stand. */
export function ColumnMenu({ filters, onChange }: Props) {
  const { t } = useTranslation();
  const [density, setDensity] = useDensity();
  const shown = filters.cols ?? SHOWN_COLUMNS;
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconColumns size={14} aria-hidden />}>
          {t("projects.columns")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <Stack gap="xs">
          {COLUMNS.map((column) => (
            <Checkbox
              key={column}
              label={t(`columns.${column}`)}
              checked={shown.includes(column)}
              onChange={(event) => {
                const wanted = event.currentTarget.checked;
                onChange({
                  ...filters,
                  cols: COLUMNS.filter((name) => (name === column ? wanted : shown.includes(name))),
                });
              }}
            />
          ))}
          <Divider />
          <Checkbox
            label={t("projects.compact")}
            checked={density === "compact"}
            onChange={(event) => setDensity(event.currentTarget.checked ? "compact" : "comfortable")}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
