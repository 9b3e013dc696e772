/** What is being measured in a report's form, and how it goes to the API. */

import type { Schemas } from "../api/client";

type Dimension = Schemas["DimensionIn"];
type Told = Schemas["MonitoringMeasurement"];

export interface Measured {
  value: string;
  comment: string;
  evidence: string[];
  /** Values by the categories of a part (`partKey`). */
  parts: Record<string, string>;
}

/** Every combination of one category of each dimension. */
export function combinations(dimensions: Dimension[]): Record<string, string>[] {
  return dimensions.reduce<Record<string, string>[]>(
    (found, dimension) =>
      found.flatMap((chosen) =>
        dimension.categories.map((category) => ({ ...chosen, [dimension.name]: category })),
      ),
    dimensions.length > 0 ? [{}] : [],
  );
}

/** A key that does not depend on the order in which the dimensions are written. */
export function partKey(categories: Record<string, string>): string {
  return JSON.stringify(Object.entries(categories).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What the parts that are filled in come to, or null when one is no number or none is filled in. */
export function sumOfParts(parts: Record<string, string>): string | null {
  const filled = Object.values(parts).filter((value) => value !== "");
  if (filled.length === 0 || filled.some((value) => !/^-?\d+(\.\d+)?$/.test(value))) return null;
  const digits = Math.max(...filled.map((value) => value.split(".")[1]?.length ?? 0));
  const sum = filled.reduce((total, value) => total + Number(value), 0).toFixed(digits);
  return digits > 0 ? sum.replace(/\.?0+$/, "") : sum;
}

/** The form's start: what the report says already, nothing for the other indicators. */
export function started(indicators: { id: string }[], told: Told[]): Record<string, Measured> {
  const known = new Map(told.map((row) => [row.indicator_id, row]));
  return Object.fromEntries(
    indicators.map(({ id }) => {
      const row = known.get(id);
      const parts = (row?.parts ?? []) as { categories: Record<string, string>; value: string }[];
      return [
        id,
        {
          value: row?.value ?? "",
          comment: row?.comment ?? "",
          evidence: row?.evidence ?? [],
          parts: Object.fromEntries(parts.map((part) => [partKey(part.categories), part.value])),
        },
      ];
    }),
  );
}

/** The API's measurements: of the indicators that have a value. */
export function toMeasurements(
  indicators: { id: string; dimensions: Dimension[] }[],
  rows: Record<string, Measured>,
) {
  return indicators.flatMap(({ id, dimensions }) => {
    const row = rows[id];
    if (!row?.value) return [];
    const parts = combinations(dimensions)
      .map((categories) => ({ categories, value: row.parts[partKey(categories)] ?? "" }))
      .filter((part) => part.value !== "");
    return [
      { indicator_id: id, value: row.value, comment: row.comment || null, evidence: row.evidence, parts },
    ];
  });
}
