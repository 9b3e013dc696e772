"""Reads of the feed: what changed since a place, as one reader may know it."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from registry_api.agreements.queries import seen as seen_agreements
from registry_api.changes.rules import START, Place
from registry_api.projects.visibility import visible
from service_kit.principal import Action, Principal, Reach

PUBLIC_ID: Final = "00000000-0000-0000-0000-000000000000"
ADDRESSES: Final = {
    "project": "/api/v1/projects/",
    "organisation": "/api/v1/organisations/",
    "agreement": "/api/v1/agreements/",
    "partner_record": "/api/v1/reconciliation/",
}
"""Kinds of records whose changes are told, and where each is read."""

# Up to the oldest transaction that still runs: what commits later comes later. One statement has one snapshot, so the
# horizon and the rows fit each other.
_SETTLED: Final = (
    "(c.era < (SELECT max(number) FROM registry.change_era) OR c.xid < pg_snapshot_xmin(pg_current_snapshot()))"
)
_PAGE: Final = f"""
    WITH page AS MATERIALIZED (
        SELECT c.era, c.xid, c.kind, c.record, c.removed, c.at, c.actor FROM registry.change c
        WHERE (c.era, c.xid, c.kind, c.record) > (:era, CAST(CAST(:xid AS text) AS xid8), :kind, :record)
            AND {_SETTLED} AND c.kind = ANY(:kinds)
        ORDER BY c.era, c.xid, c.kind, c.record LIMIT :rows
    ), named AS (
        SELECT page.*, CASE WHEN kind IN ('project', 'organisation', 'agreement', 'partner_record')
            THEN record::uuid END AS id FROM page
    )
    SELECT n.era, n.xid::text AS xid, n.kind, n.record, n.at, n.actor,
        coalesce(p.code, '') AS code, coalesce(p.version, o.version, a.version, r.version) AS version,
        CASE n.kind
            WHEN 'project' THEN coalesce({{project}}, false)
            WHEN 'organisation' THEN o.id IS NOT NULL
            WHEN 'agreement' THEN coalesce({{agreement}}, false)
            WHEN 'partner_record' THEN coalesce({{partner_record}}, false)
        END AS seen,
        CASE n.kind
            WHEN 'project' THEN EXISTS (SELECT 1 FROM registry.shown_project s
                WHERE s.project_id = n.id AND s.organisation_id = ANY(:viewers))
            WHEN 'organisation' THEN true
            WHEN 'agreement' THEN :internal
            ELSE false
        END AS shown
    FROM named n
    LEFT JOIN registry.project p ON n.kind = 'project' AND p.id = n.id
    LEFT JOIN registry.organisation o ON n.kind = 'organisation' AND o.id = n.id
    LEFT JOIN registry.agreement a ON n.kind = 'agreement' AND a.id = n.id
    LEFT JOIN registry.partner_record r ON n.kind = 'partner_record' AND r.id = n.id
    LEFT JOIN registry.partner_system y ON y.key = r.system
    ORDER BY n.era, n.xid, n.kind, n.record
"""
_LATEST: Final = f"""
    SELECT c.era, c.xid::text AS xid, c.kind, c.record FROM registry.change c
    WHERE {_SETTLED} ORDER BY c.era DESC, c.xid DESC, c.kind DESC, c.record DESC LIMIT 1
"""


async def latest(connection: AsyncConnection) -> Place:
    """Return the place after everything that is settled by now."""
    row = (await connection.execute(text(_LATEST))).first()
    return START if row is None else Place(row.era, int(row.xid), row.kind, row.record)


async def page(
    connection: AsyncConnection, principal: Principal, after: Place, kinds: Sequence[str], limit: int
) -> tuple[list[dict[str, Any]], Place, bool]:
    """Return up to ``limit`` changes after a place, the place to go on from, and whether more is settled already.

    Of a record that the reader saw once and sees no more only its removal is told; of one never seen, nothing.
    """
    projects, params = visible(principal)
    internal = principal.reach(Action.INTERNAL_READ) is not Reach.NONE
    records, own = _partner_records(principal)
    statement = text(
        _PAGE.format(project=f"(p.id IS NOT NULL AND {projects})", agreement=seen_agreements(principal),
                     partner_record=records)
    )  # fmt: skip
    given = params | own | {
        "era": after.era, "xid": str(after.xid), "kind": after.kind, "record": after.record, "kinds": list(kinds),
        "rows": limit + 1, "internal": internal, "viewers": _viewers(principal),
    }  # fmt: skip
    rows = list(await connection.execute(statement, given))
    told = [_item(row, principal) for row in rows[:limit] if row.seen or row.shown]
    last = rows[min(limit, len(rows)) - 1] if rows else None
    place = after if last is None else Place(last.era, int(last.xid), last.kind, last.record)
    return told, place, len(rows) > limit


def _partner_records(principal: Principal) -> tuple[str, dict[str, Any]]:
    reach = principal.reach(Action.PARTNER_RECORD_READ)
    if reach is Reach.OWN:
        return "y.organisation_id = :record_owner", {"record_owner": principal.organisation}
    return ("r.id IS NOT NULL" if reach is Reach.ALL else "false"), {}


def _viewers(principal: Principal) -> list[Any]:
    return [PUBLIC_ID, *([principal.organisation] if principal.organisation else [])]


def _item(row: Any, principal: Principal) -> dict[str, Any]:
    record: dict[str, Any] = {"kind": row.kind, "id": row.record}
    if row.seen:
        record |= {"code": row.code or None, "version": row.version, "href": ADDRESSES[row.kind] + row.record}
    else:
        record |= {"code": None, "version": None, "href": None}
    return {
        "cursor": Place(row.era, int(row.xid), row.kind, row.record).cursor,
        "type": f"{row.kind}.{'changed' if row.seen else 'removed'}",
        "record": record,
        "at": row.at,
        "own": row.actor == principal.subject,
    }
