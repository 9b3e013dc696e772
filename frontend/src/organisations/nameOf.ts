import type { Schemas } from "../api/client";
import { pick } from "../shared/texts";

/** How an organisation is named in lists: acronym first, as people say it. */
export const nameOf = (organisation: Schemas["OrganisationRef"]) =>
  organisation.acronym ? `${organisation.acronym} · ${pick(organisation.name)}` : pick(organisation.name);
