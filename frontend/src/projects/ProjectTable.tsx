import { Checkbox, Table, Text } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "../i18n/useTranslation";
import { countryName, formatMoment } from "../shared/texts";
import { WideTable } from "../shared/WideTable";
import { StageBadge } from "./badges";
import type { Column } from "./filters";
import { type Item, ItemMarks, ItemPartners, ItemTitle, itemBudgets, itemPeriod } from "./listed";

interface Props {
  items: Item[];
  columns: readonly Column[];
  /** Chosen projects by id; without it nothing can be chosen. */
  chosen?: ReadonlyMap<string, Item>;
  onChoose?: (items: Item[], chosen: boolean) => void;
}

/** The list as a table. Only the rows near the screen exist, so that ten thousand scroll like fifty. */
export function ProjectTable({ items, columns, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const body = useRef<HTMLTableSectionElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    const top = body.current?.getBoundingClientRect().top;
    if (top !== undefined) setMargin(top + window.scrollY);
  }, []);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => 64,
    overscan: 12,
    scrollMargin: margin,
    getItemKey: (index) => items[index]?.id ?? index,
  });
  const shown = rows.getVirtualItems();
  const above = (shown[0]?.start ?? margin) - margin;
  const below = rows.getTotalSize() - ((shown.at(-1)?.end ?? margin) - margin);
  const width = columns.length + 2 + (chosen ? 1 : 0);
  const all = items.length > 0 && items.every((item) => chosen?.has(item.id));
  return (
    <WideTable label={t("nav.projects")} minWidth={420 + columns.length * 90} highlight>
      <Table.Thead>
        <Table.Tr>
          {chosen && (
            <Table.Th w={36}>
              <Checkbox
                aria-label={t("projects.chooseAll")}
                checked={all}
                indeterminate={!all && chosen.size > 0}
                onChange={(event) => onChoose?.(items, event.currentTarget.checked)}
              />
            </Table.Th>
          )}
          <Table.Th w={130}>{t("projects.code")}</Table.Th>
          <Table.Th>{t("projects.title")}</Table.Th>
          {columns.map((column) => (
            <Table.Th key={column} ta={column === "budget" ? "right" : "left"}>
              {t(`columns.${column}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody ref={body} onKeyDown={(event) => moveBetweenRows(event, onChoose && choose)}>
        {above > 0 && <Space height={above} width={width} />}
        {shown.map(({ index }) => {
          const item = items[index];
          return item ? (
            <ProjectRow
              key={item.id}
              item={item}
              index={index}
              measure={rows.measureElement}
              columns={columns}
              chosen={chosen?.has(item.id)}
              onChoose={onChoose}
            />
          ) : null;
        })}
        {below > 0 && <Space height={below} width={width} />}
      </Table.Tbody>
    </WideTable>
  );

  function choose(index: number) {
    const item = items[index];
    if (item) onChoose?.([item], !chosen?.has(item.id));
  }
}

function Space({ height, width }: { height: number; width: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={width} style={{ height, padding: 0 }} />
    </tr>
  );
}

/** Arrows go from row to row, "x" chooses the row. */
function moveBetweenRows(
  event: KeyboardEvent<HTMLElement>,
  choose: ((index: number) => void) | undefined,
): void {
  const row = (event.target as HTMLElement).closest("tr");
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "x" && choose && !(event.target instanceof HTMLInputElement)) {
    choose(Number(row.dataset.index));
    return;
  }
  const next =
    event.key === "ArrowDown"
      ? row.nextElementSibling
      : event.key === "ArrowUp"
        ? row.previousElementSibling
        : null;
  const link = next?.querySelector<HTMLElement>("a");
  if (!link) return;
  event.preventDefault();
  link.focus();
}

interface RowProps {
  item: Item;
  index: number;
  measure: (element: HTMLElement | null) => void;
  columns: readonly Column[];
  chosen: boolean | undefined;
  onChoose: Props["onChoose"] | undefined;
}

const ProjectRow = memo(function ProjectRow({ item, index, measure, columns, chosen, onChoose }: RowProps) {
  const { t } = useTranslation();
  return (
    <Table.Tr ref={measure} data-index={index} {...(chosen ? { "data-chosen": true } : {})}>
      {chosen !== undefined && (
        <Table.Td>
          <Checkbox
            aria-label={t("projects.choose", { code: item.code })}
            checked={chosen}
            onChange={(event) => onChoose?.([item], event.currentTarget.checked)}
          />
        </Table.Td>
      )}
      <Table.Td className="numbers" style={{ whiteSpace: "nowrap" }}>
        {item.code}
      </Table.Td>
      <Table.Td className="wrap-anywhere" miw={240}>
        <ItemTitle item={item} />
        <ItemMarks item={item} />
      </Table.Td>
      {columns.map((column) => (
        <Table.Td key={column} className="numbers" ta={column === "budget" ? "right" : "left"}>
          <ColumnCell column={column} item={item} />
        </Table.Td>
      ))}
    </Table.Tr>
  );
});

function ColumnCell({ column, item }: { column: Column; item: Item }) {
  switch (column) {
    case "partners":
      return <ItemPartners item={item} />;
    case "countries":
      return <Text size="sm">{(item.countries as string[]).map(countryName).join(", ")}</Text>;
    case "stage":
      return <StageBadge stage={item.stage} />;
    case "period":
      return <Text size="sm">{itemPeriod(item)}</Text>;
    case "updated":
      return <Text size="sm">{formatMoment(item.updated_at)}</Text>;
    case "budget":
      return itemBudgets(item).map((budget) => (
        <Text size="sm" key={budget} style={{ whiteSpace: "nowrap" }}>
          {budget}
        </Text>
      ));
  }
}
