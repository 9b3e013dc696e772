import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, withTag } from "../api/client";

export type Project = Schemas["ProjectOut"];

/** A project with the ETag of the version read; `asOf`: as it stood at the end of that day. */
export const projectQuery = (code: string, asOf?: string) =>
  queryOptions({
    queryKey: asOf ? ["project", code, asOf] : ["project", code],
    queryFn: () =>
      withTag(
        api.GET("/api/v1/projects/{key}", {
          params: { path: { key: code }, query: asOf ? { as_of: asOf } : {} },
        }),
      ),
  });
