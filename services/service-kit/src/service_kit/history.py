"""Append-only, hash-chained history of every domain table, written by Postgres itself.

A statement that changes a table leaves one entry for each record (``chain``: ``project:<id>``) it touched, bulk
statements included. An entry's hash covers its content and the hash before it, so that a link changed, added or
taken out later shows. The functions run as the schema's owner: a service's own role can read entries and nothing
else. Who asked is told to each transaction by ``Database.transaction`` from ``acting``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

TABLES: Final = ("history", "history_head")


def history_table(metadata: MetaData) -> Table:
    """Return the history's table (of ``install``) for a service's schema."""
    Table(
        "history_head",
        metadata,
        Column("chain", Text, primary_key=True),
        Column("number", BigInteger, nullable=False),
        Column("hash", LargeBinary, nullable=False),
    )
    texts = ("table_name", "action", "actor", "actor_name", "origin", "request_id")
    return Table(
        "history",
        metadata,
        Column("chain", Text, primary_key=True),
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("at", TIMESTAMP(timezone=True), nullable=False, index=True),
        *(Column(name, Text, nullable=False) for name in texts),
        Column("rows", JSONB, nullable=False),
        Column("previous", LargeBinary, nullable=False),
        Column("hash", LargeBinary, nullable=False),
    )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something, and through what: a person, a client, an import (``import:<id>``), the system."""

    subject: str = "system"
    name: str = "Milpa"
    origin: str = "system"


_SYSTEM: Final = Actor()
_ACTOR: ContextVar[Actor] = ContextVar("actor", default=_SYSTEM)


def acting() -> Actor:
    """Return who acts in this context; outside a request and a job, the system."""
    return _ACTOR.get()


def act_as(actor: Actor) -> None:
    """Make ``actor`` the one who acts for the rest of this context (a request)."""
    _ACTOR.set(actor)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Let ``actor`` act within the block (a job)."""
    token = _ACTOR.set(actor)
    try:
        yield
    finally:
        _ACTOR.reset(token)


def install(schema: str) -> list[str]:
    """Return the statements of a migration that give ``schema`` its history."""
    return [statement.replace("{schema}", schema) for statement in _INSTALL]


def follow(
    schema: str, table: str, kind: str, link: str, *, key: str = "id", hidden: tuple[str, ...] = ()
) -> list[str]:
    """Return the statements of a migration that record every change of ``table``.

    ``kind`` and the value of column ``link`` name the chain (a row without it has one of its own); ``key`` tells a
    chain's rows of the table apart; ``hidden`` columns are derived from others and not recorded.
    """
    columns = ",".join(hidden)
    arguments = f"'{kind}', '{link}', '{key}', '{{{columns}}}'"
    tables = {
        "insert": "NEW TABLE AS new_rows",
        "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "delete": "OLD TABLE AS old_rows",
    }
    return [
        f"CREATE TRIGGER history_{event} AFTER {event.upper()} ON {schema}.{table} REFERENCING {rows} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {schema}.history_remember({arguments})"
        for event, rows in tables.items()
    ]


_INSTALL: Final = (
    """CREATE TABLE {schema}.history (
        chain text NOT NULL,
        number bigint NOT NULL,
        at timestamptz NOT NULL,
        table_name text NOT NULL,
        action text NOT NULL,
        rows jsonb NOT NULL,
        actor text NOT NULL,
        actor_name text NOT NULL,
        origin text NOT NULL,
        request_id text NOT NULL,
        previous bytea NOT NULL,
        hash bytea NOT NULL,
        CONSTRAINT pk_history PRIMARY KEY (chain, number)
    )""",
    "CREATE INDEX ix_history_at ON {schema}.history (at)",
    """CREATE TABLE {schema}.history_head (
        chain text NOT NULL CONSTRAINT pk_history_head PRIMARY KEY,
        number bigint NOT NULL,
        hash bytea NOT NULL
    )""",
    """CREATE FUNCTION {schema}.history_hash({schema}.history) RETURNS bytea LANGUAGE sql STABLE AS $$
        SELECT sha256(convert_to(jsonb_build_array(encode($1.previous, 'hex'), $1.chain, $1.number,
            to_char($1.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), $1.table_name, $1.action, $1.rows,
            $1.actor, $1.actor_name, $1.origin, $1.request_id)::text, 'UTF8'))
    $$""",
    # The heads are locked in one order, so that two statements never wait for each other.
    """CREATE FUNCTION {schema}.history_link(name text, done text, chains text[], changes jsonb[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DECLARE
        actor text := coalesce(nullif(current_setting('milpa.actor', true), ''), session_user);
        actor_name text := coalesce(current_setting('milpa.actor_name', true), '');
        origin text := coalesce(nullif(current_setting('milpa.origin', true), ''), 'database');
        request text := coalesce(current_setting('milpa.request_id', true), '');
    BEGIN
        INSERT INTO {schema}.history_head SELECT c, 0, '' FROM unnest(chains) c ON CONFLICT DO NOTHING;
        PERFORM 1 FROM {schema}.history_head h WHERE h.chain = ANY (chains) ORDER BY h.chain FOR UPDATE;
        WITH entry AS (
            SELECT h.chain, h.number + 1, clock_timestamp(), name, done, c.rows, actor, actor_name, origin, request,
                h.hash, ''::bytea
            FROM unnest(chains, changes) c(chain, rows) JOIN {schema}.history_head h ON h.chain = c.chain
        ), added AS (
            INSERT INTO {schema}.history
            SELECT (e.linked).chain, (e.linked).number, (e.linked).at, (e.linked).table_name, (e.linked).action,
                (e.linked).rows, (e.linked).actor, (e.linked).actor_name, (e.linked).origin,
                (e.linked).request_id, (e.linked).previous, {schema}.history_hash(e.linked)
            FROM (SELECT ROW(entry.*)::{schema}.history AS linked FROM entry) e
            RETURNING chain, number, hash
        )
        UPDATE {schema}.history_head h SET number = a.number, hash = a.hash FROM added a WHERE a.chain = h.chain;
    END
    $$""",
    """CREATE FUNCTION {schema}.history_remember() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
    DECLARE
        kind text := TG_ARGV[0] || ':';
        link text := TG_ARGV[1];
        key text := TG_ARGV[2];
        hidden text[] := TG_ARGV[3]::text[];
        chains text[];
        changes jsonb[];
    BEGIN
        IF TG_OP = 'INSERT' THEN
            SELECT array_agg(c.chain ORDER BY c.chain), array_agg(c.rows ORDER BY c.chain) INTO chains, changes FROM (
                SELECT coalesce(kind || (r->>link), TG_TABLE_NAME || ':' || (r->>key)) AS chain,
                    jsonb_agg(jsonb_build_object('key', r->key, 'after', r) ORDER BY r->>key) AS rows
                FROM (SELECT to_jsonb(n) - hidden AS r FROM new_rows n) rows GROUP BY 1
            ) c;
        ELSIF TG_OP = 'DELETE' THEN
            SELECT array_agg(c.chain ORDER BY c.chain), array_agg(c.rows ORDER BY c.chain) INTO chains, changes FROM (
                SELECT coalesce(kind || (r->>link), TG_TABLE_NAME || ':' || (r->>key)) AS chain,
                    jsonb_agg(jsonb_build_object('key', r->key, 'before', r) ORDER BY r->>key) AS rows
                FROM (SELECT to_jsonb(o) - hidden AS r FROM old_rows o) rows GROUP BY 1
            ) c;
        ELSE
            SELECT array_agg(c.chain ORDER BY c.chain), array_agg(c.rows ORDER BY c.chain) INTO chains, changes FROM (
                SELECT coalesce(kind || coalesce(n.r->>link, o.r->>link),
                        TG_TABLE_NAME || ':' || coalesce(n.r->>key, o.r->>key)) AS chain,
                    jsonb_agg(jsonb_build_object('key', coalesce(n.r->key, o.r->key))
                        || CASE WHEN o.r IS NULL THEN jsonb_build_object('after', n.r)
                                WHEN n.r IS NULL THEN jsonb_build_object('before', o.r)
                                ELSE {schema}.history_difference(o.r, n.r) END
                        ORDER BY coalesce(n.r->>key, o.r->>key)) AS rows
                FROM (SELECT to_jsonb(t) - hidden AS r FROM old_rows t) o
                FULL JOIN (SELECT to_jsonb(t) - hidden AS r FROM new_rows t) n
                    ON n.r->>key = o.r->>key AND coalesce(n.r->>link, '') = coalesce(o.r->>link, '')
                WHERE o.r IS DISTINCT FROM n.r
                GROUP BY 1
            ) c;
        END IF;
        IF chains IS NOT NULL THEN
            PERFORM {schema}.history_link(TG_TABLE_NAME, lower(TG_OP), chains, changes);
        END IF;
        RETURN NULL;
    END
    $$""",
    """CREATE FUNCTION {schema}.history_difference(before jsonb, after jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
        SELECT jsonb_build_object('before', jsonb_object_agg(k, before->k), 'after', jsonb_object_agg(k, after->k))
        FROM jsonb_object_keys(after) k WHERE before->k IS DISTINCT FROM after->k
    $$""",
    """CREATE FUNCTION {schema}.history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'history is append-only';
    END
    $$""",
    """CREATE TRIGGER history_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.history
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.history_stays()""",
)

FIRST_BROKEN: Final = """
    SELECT broken.chain, broken.number, broken.reason, broken.at FROM (
        SELECT h.chain, h.number, h.at,
            CASE WHEN h.number <> row_number() OVER link THEN 'an entry before it is missing'
                 WHEN h.previous <> coalesce(lag(h.hash) OVER link, '') THEN 'it does not follow the entry before it'
                 WHEN h.hash <> {schema}.history_hash(h) THEN 'its content was changed'
            END AS reason
        FROM {schema}.history h WINDOW link AS (PARTITION BY h.chain ORDER BY h.number)
        UNION ALL
        SELECT d.chain, d.number, NULL, 'the newest entries are missing'
        FROM {schema}.history_head d
        LEFT JOIN {schema}.history h ON h.chain = d.chain AND h.number = d.number AND h.hash = d.hash
        WHERE h.chain IS NULL
    ) broken WHERE broken.reason IS NOT NULL ORDER BY broken.at NULLS LAST, broken.chain, broken.number LIMIT 1
"""
"""The first broken link of a schema's chains (``{schema}`` is to be filled in): chain, number, reason, at."""
