import { Table, Text } from "@mantine/core";
import { useTranslation } from "../i18n/useTranslation";
import { WideTable } from "../shared/WideTable";
import { StageBadge } from "./badges";
import { type Item, ItemMarks, ItemPartners, ItemTitle, itemBudgets, itemPeriod } from "./listed";

export function ProjectTable({ items }: { items: Item[] }) {
  const { t } = useTranslation();
  return (
    <WideTable label={t("nav.projects")} minWidth={760} highlight>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={130}>{t("projects.code")}</Table.Th>
          <Table.Th>{t("projects.title")}</Table.Th>
          <Table.Th>{t("projects.partners")}</Table.Th>
          <Table.Th>{t("projects.stage")}</Table.Th>
          <Table.Th>{t("projects.period")}</Table.Th>
          <Table.Th ta="right">{t("projects.budget")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <ProjectRow key={item.id} item={item} />
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function ProjectRow({ item }: { item: Item }) {
  return (
    <Table.Tr>
      <Table.Td className="numbers" style={{ whiteSpace: "nowrap" }}>
        {item.code}
      </Table.Td>
      <Table.Td className="wrap-anywhere" miw={240}>
        <ItemTitle item={item} />
        <ItemMarks item={item} />
      </Table.Td>
      <Table.Td>
        <ItemPartners item={item} />
      </Table.Td>
      <Table.Td>
        <StageBadge stage={item.stage} />
      </Table.Td>
      <Table.Td className="numbers">
        <Text size="sm">{itemPeriod(item)}</Text>
      </Table.Td>
      <Table.Td className="numbers" ta="right">
        {itemBudgets(item).map((budget) => (
          <Text size="sm" key={budget} style={{ whiteSpace: "nowrap" }}>
            {budget}
          </Text>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}
