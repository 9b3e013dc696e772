import { queryOptions } from "@tanstack/react-query";
import { api, type Schemas, withTag } from "../api/client";
import type { Known } from "../knowledge/Proposals";
import { pick } from "../shared/texts";

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

/** By what projects like this one are looked for. */
export const knownOf = (project: Project): Known => ({
  title: pick(project.title),
  codes: project.classifications.map(({ vocabulary, code }) => `${vocabulary}:${code}`),
  countries: project.places.flatMap(({ kind, code }) => (kind === "country" && code ? [code] : [])),
  organisations: project.participations.map(({ organisation }) => organisation.id),
  project: project.id,
});
