import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, withTag } from "../api/client";

export type Project = Schemas["ProjectOut"];

/** A project with the ETag of the version read. */
export const projectQuery = (code: string) =>
  queryOptions({
    queryKey: ["project", code],
    queryFn: () => withTag(api.GET("/api/v1/projects/{key}", { params: { path: { key: code } } })),
  });
