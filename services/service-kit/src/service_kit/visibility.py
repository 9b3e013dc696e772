"""Which projects a principal sees: one rule for every service, as an SQL condition."""

from typing import Any

from service_kit.principal import Action, Principal, Reach


def visible_projects(principal: Principal, participation: str) -> tuple[str, dict[str, Any]]:
    """Return a condition over ``p`` (a project's row or directory entry) and its parameters.

    ``participation`` is the relation with ``project_id`` and ``organisation_id`` that the service may read.
    Unpublished records of others match nowhere: lists, counts, exports and single reads use this condition.
    """
    reach = principal.reach(Action.PROJECT_READ)
    if reach is Reach.ALL:
        return "true", {}
    if reach is Reach.OWN and principal.organisation is not None:
        own = (
            "(p.visibility = 'public' OR p.responsible_id = :viewer OR (p.visibility = 'internal' AND EXISTS "
            f"(SELECT 1 FROM {participation} vp "
            "WHERE vp.project_id = p.id AND vp.organisation_id = :viewer)))"
        )
        return own, {"viewer": principal.organisation}
    return "p.visibility = 'public'", {}
