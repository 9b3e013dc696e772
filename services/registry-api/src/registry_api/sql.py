"""Pieces of SQL that several domains read records with."""


def organisation_ref(alias: str) -> str:
    """Return the JSON by which other records name an organisation (``wire.OrganisationRef``)."""
    return (
        f"json_build_object('id', {alias}.id, 'name', {alias}.name, 'acronym', {alias}.acronym, "
        f"'country', {alias}.country)"
    )


def organisation_of(column: str) -> str:
    """Return a subquery for the organisation whose id is in ``column``, NULL when there is none."""
    return f"(SELECT {organisation_ref('o')} FROM registry.organisation o WHERE o.id = {column})"


def project_ref(alias: str) -> str:
    """Return the JSON by which other records name a project (``wire.ProjectRef``)."""
    return f"json_build_object('id', {alias}.id, 'code', {alias}.code, 'title', {alias}.title)"
