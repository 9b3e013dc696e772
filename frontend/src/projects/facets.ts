import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { type Filters, toQuery } from "./filters";

/** How many of the selected projects have each choice of a filter; the order of the list does not matter to it. */
export const facetsQuery = (filters: Filters = {}) => {
  const query = { ...toQuery(filters), sort: undefined };
  return queryOptions({
    queryKey: ["facets", query],
    queryFn: () => unwrap(api.GET("/api/v1/projects/facets", { params: { query } })),
  });
};
