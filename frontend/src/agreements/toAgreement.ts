import type { Schemas } from "../api/client";
import type { Values } from "../records/fields";

/** The API's body: of the projects under an agreement only their ids. */
export function toAgreement(body: Values): Schemas["AgreementIn"] {
  const projects = (body.projects as { project_id: string | null }[])
    .map((row) => row.project_id)
    .filter(Boolean);
  return { ...body, projects } as unknown as Schemas["AgreementIn"];
}
