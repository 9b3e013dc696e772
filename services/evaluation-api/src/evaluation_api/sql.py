"""Pieces of SQL that several domains read records with."""


def organisation_of(column: str) -> str:
    """Return a subquery for the organisation whose id is in ``column``, the one it was merged into if it was."""
    return (
        "(SELECT json_build_object('id', m.id, 'name', m.name, 'acronym', m.acronym, 'country', m.country) "
        "FROM registry.directory_organisation o "
        f"JOIN registry.directory_organisation m ON m.id = coalesce(o.merged_into_id, o.id) WHERE o.id = {column})"
    )


def project_ref(alias: str) -> str:
    """Return the JSON by which other records name a project (``wire.ProjectRef``)."""
    return f"json_build_object('id', {alias}.id, 'code', {alias}.code, 'title', {alias}.title)"


def codes_of(column: str) -> str:
    """Return the codes (``vocabulary:code``) in a JSON column as ``[{code, label}]``."""
    return (
        "coalesce((SELECT json_agg(json_build_object('code', k.code, 'label', d.label) ORDER BY k.n) "
        f"FROM jsonb_array_elements_text({column}) WITH ORDINALITY k(code, n) "
        "LEFT JOIN registry.directory_code d ON d.vocabulary = split_part(k.code, ':', 1) "
        "AND d.code = substr(k.code, strpos(k.code, ':') + 1)), '[]'::json)"
    )
