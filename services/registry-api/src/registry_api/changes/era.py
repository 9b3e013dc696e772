"""A restored backup: transaction ids start again below those in the feed, so a new era of it begins."""

from sqlalchemy import Connection, text


def begin_era_if_restored(connection: Connection) -> bool:
    """Begin a new era when the feed holds transaction ids that this server has not given yet; say whether it did.

    Done at the start, before anything writes. Readers go on from their place: what was there comes before the new era.
    """
    begun = connection.execute(
        text("""
            UPDATE registry.change_era SET number = number + 1 WHERE EXISTS (
                SELECT 1 FROM registry.change c
                WHERE c.era = change_era.number AND c.xid >= pg_snapshot_xmax(pg_current_snapshot())
            )
        """)
    )
    return bool(begun.rowcount)
