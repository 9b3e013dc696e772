"""Which projects a principal sees, as an SQL condition over ``p`` (registry.project)."""

from typing import Any

from service_kit.principal import Action, Principal, Reach


def visible(principal: Principal) -> tuple[str, dict[str, Any]]:
    """Return the condition and its parameters; unpublished records of others match nowhere."""
    reach = principal.reach(Action.PROJECT_READ)
    if reach is Reach.ALL:
        return "true", {}
    if reach is Reach.OWN and principal.organisation is not None:
        own = (
            "(p.visibility = 'public' OR p.responsible_id = :viewer OR (p.visibility = 'internal' AND EXISTS "
            "(SELECT 1 FROM registry.participation vp WHERE vp.project_id = p.id AND vp.organisation_id = :viewer)))"
        )
        return own, {"viewer": principal.organisation}
    return "p.visibility = 'public'", {}
