/** The API's client, typed by the OpenAPI document. */

import i18next from "i18next";
import createClient, { type Middleware } from "openapi-fetch";
import { Problem } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

let csrfToken: string | null = null;

/** Remember the token that goes with every change of this browser's session. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** The headers of a request made without the typed client (uploads, downloads). */
export function requestHeaders(): Record<string, string> {
  return {
    "Accept-Language": i18next.resolvedLanguage ?? "es",
    ...(csrfToken ? { "X-CSRF-Token": csrfToken } : {}),
  };
}

const headers: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(requestHeaders())) request.headers.set(name, value);
    return request;
  },
};

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  // The API reads repeated parameters: stage=approved&stage=closed.
  querySerializer: { array: { style: "form", explode: true } },
});
api.use(headers);

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The data of an answer, or the problem it tells, thrown. */
export async function unwrap<Data>(answer: Promise<Answer<Data>>): Promise<Data> {
  return (await withTag(answer)).data;
}

/** As `unwrap`, with the record's ETag, which a later change must send back. */
export async function withTag<Data>(answer: Promise<Answer<Data>>): Promise<{ data: Data; etag: string }> {
  const { data, error, response } = await answer;
  if (!response.ok) throw new Problem(response.status, error);
  return { data: data as Data, etag: response.headers.get("ETag") ?? "" };
}
