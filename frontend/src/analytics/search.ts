/** The state of the analytics page, all of it in the address. */

import { type Filters, readFilters } from "../projects/filters";

export const ALIGNING = [
  "katun-axis",
  "national-priority",
  "government-policy",
  "sdg-goal",
  "iberoamerican-sector",
] as const;
export type Aligning = (typeof ALIGNING)[number];

export type AnalyticsSearch = Filters & { rows?: Aligning; columns?: Aligning };

/** Read the address's search part; what is not known is left out. */
export function readAnalytics(search: Record<string, unknown>): AnalyticsSearch {
  const known = (value: unknown) => ALIGNING.find((key) => key === value);
  const rows = known(search.rows);
  const columns = known(search.columns);
  return { ...readFilters(search), ...(rows ? { rows } : {}), ...(columns ? { columns } : {}) };
}
