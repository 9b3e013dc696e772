import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { useDensity } from "./useDensity";

interface Props {
  label: string;
  minWidth: number;
  highlight?: boolean;
  children: ReactNode;
}

/** A table that scrolls sideways on a narrow screen, by keyboard too. */
export function WideTable({ label, minWidth, highlight, children }: Props) {
  const [density] = useDensity();
  return (
    <Table.ScrollContainer
      minWidth={minWidth}
      type="native"
      role="region"
      aria-label={label}
      tabIndex={0}
      // What is hidden but heard scrolls with the table instead of widening the page.
      pos="relative"
    >
      <Table highlightOnHover={highlight ?? false} verticalSpacing={density === "compact" ? 3 : "xs"}>
        {children}
      </Table>
    </Table.ScrollContainer>
  );
}
