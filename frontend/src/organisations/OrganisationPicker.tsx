import { useMutation } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import { useTranslation } from "../i18n/useTranslation";
import { useSession } from "../session/useSession";
import { type PickerProps, SearchPicker } from "../shared/SearchPicker";
import { countryName } from "../shared/texts";
import { nameOf } from "./nameOf";

export type OrganisationRef = Schemas["OrganisationRef"];

/** Finds an organisation as one types its name or acronym, or registers a new one by that name. */
export function OrganisationPicker(props: PickerProps<OrganisationRef>) {
  const { t, i18n } = useTranslation();
  const { may } = useSession();
  const create = useMutation({
    mutationFn: (name: string) =>
      unwrap(
        api.POST("/api/v1/organisations", { body: { name: { [i18n.resolvedLanguage ?? "es"]: name } } }),
      ),
    onSuccess: (made) => props.onChange(made),
  });
  const failure = create.error instanceof Problem ? create.error.message : undefined;
  return (
    <SearchPicker
      {...props}
      error={props.error ?? failure}
      placeholder={t("organisations.searchHint")}
      nameOf={nameOf}
      hintOf={(organisation) => (organisation.country ? countryName(organisation.country) : null)}
      source="organisations"
      search={async (q) =>
        (await unwrap(api.GET("/api/v1/organisations", { params: { query: { q, limit: 20 } } }))).items
      }
      {...(may("organisations:write")
        ? {
            create: {
              label: (name: string) => t("organisations.create", { name }),
              make: create.mutate,
              pending: create.isPending,
            },
          }
        : {})}
    />
  );
}
