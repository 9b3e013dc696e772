/** The course of an indicator: where it began, what was planned, what was measured. */

import type { Schemas } from "../api/client";

export interface Point {
  x: number;
  y: number;
}

export interface Course {
  planned: Point[];
  measured: Point[];
}

type Told = Pick<Schemas["IndicatorOut"], "baseline"> & {
  targets: Pick<Schemas["TargetOut"], "period_end" | "value" | "actual">[];
};

const numeric = (value: string | null): number | null =>
  value === null || value.trim() === "" || Number.isNaN(Number(value)) ? null : Number(value);

/**
 * Lay the baseline, targets and actual values out in a field of `width` by `height`, periods at equal distances;
 * `null` when fewer than two of them are numbers on a line.
 */
export function courseOf({ baseline, targets }: Told, width: number, height: number): Course | null {
  const steps = [...targets].sort((a, b) => a.period_end.localeCompare(b.period_end));
  const planned = [numeric(baseline), ...steps.map((target) => numeric(target.value))];
  const measured = [numeric(baseline), ...steps.map((target) => numeric(target.actual))];
  const values = [...planned, ...measured].filter((value) => value !== null);
  if (planned.filter((value) => value !== null).length < 2) return null;
  const least = Math.min(...values);
  const range = Math.max(...values) - least || 1;
  const lay = (line: (number | null)[]): Point[] =>
    line.flatMap((value, index) =>
      value === null
        ? []
        : [{ x: (index / (line.length - 1)) * width, y: height - ((value - least) / range) * height }],
    );
  return { planned: lay(planned), measured: lay(measured) };
}
