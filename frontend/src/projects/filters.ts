/** The explorer's state, all of it in the address: what is searched, how it is narrowed and sorted. */

export const LIST_FILTERS = [
  "stage",
  "modality",
  "cooperation_type",
  "visibility",
  "department",
  "country",
  "partner_country",
  "classification",
  "partner_role",
  "organisation",
] as const;
export type ListFilter = (typeof LIST_FILTERS)[number];

export const SORTS = ["-updated_at", "title", "start", "-start"] as const;
export type Sort = (typeof SORTS)[number];

export const VIEWS = ["table", "cards", "map", "timeline"] as const;
export type View = (typeof VIEWS)[number];

/** Columns of the table that can be shown or not; code and title always are. */
export const COLUMNS = ["partners", "countries", "stage", "period", "budget", "updated"] as const;
export type Column = (typeof COLUMNS)[number];
export const SHOWN_COLUMNS: readonly Column[] = ["partners", "stage", "period", "budget"];

export type Filters = Partial<Record<ListFilter, string[]>> & {
  q?: string;
  sort?: Sort;
  example?: boolean;
  imported_by?: string;
  point?: string;
  active_from?: string;
  active_to?: string;
  view?: View;
  cols?: Column[];
};

/** Read the address's search part; what is not a filter is left out. */
export function readFilters(search: Record<string, unknown>): Filters {
  const filters: Filters = {};
  for (const name of LIST_FILTERS) {
    const value = search[name];
    const list = (Array.isArray(value) ? value : [value]).filter(
      (item) => typeof item === "string" && item !== "",
    );
    if (list.length > 0) filters[name] = list as string[];
  }
  if (search.q !== undefined && search.q !== "") filters.q = String(search.q);
  if (SORTS.includes(search.sort as Sort)) filters.sort = search.sort as Sort;
  if (typeof search.example === "boolean") filters.example = search.example;
  if (typeof search.imported_by === "string") filters.imported_by = search.imported_by;
  if (typeof search.point === "string" && /^-?\d+(\.\d+)?,-?\d+(\.\d+)?$/.test(search.point))
    filters.point = search.point;
  for (const name of ["active_from", "active_to"] as const) {
    const day = search[name];
    if (typeof day === "string" && /^\d{4}-\d\d-\d\d$/.test(day)) filters[name] = day;
  }
  if (VIEWS.includes(search.view as View)) filters.view = search.view as View;
  if (Array.isArray(search.cols))
    filters.cols = COLUMNS.filter((name) => (search.cols as unknown[]).includes(name));
  return filters;
}

/** The query that the API understands. */
export function toQuery({ visibility, view: _view, cols: _cols, ...filters }: Filters) {
  return {
    ...filters,
    ...(visibility ? { visibility: visibility as ("draft" | "internal" | "public")[] } : {}),
  };
}

/** The address of an export of what the filters select. */
export function exportAddress(format: string, filters: Filters, language: string): string {
  const query = new URLSearchParams();
  const { sort: _sort, view: _view, cols: _cols, ...asked } = filters;
  for (const [name, value] of Object.entries(asked)) {
    for (const item of Array.isArray(value) ? value : [value]) query.append(name, String(item));
  }
  if (format === "csv" || format === "xlsx") query.set("language", language);
  return `/api/v1/exports/${format}?${query}`;
}

/** How many filters narrow the list, the search words apart. */
export function countFilters(filters: Filters): number {
  const { q: _q, sort: _sort, view: _view, cols: _cols, ...rest } = filters;
  return Object.values(rest).filter((value) => value !== undefined).length;
}
