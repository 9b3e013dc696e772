"""Writes of comments; each tells those it concerns."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.comments.models import Comment
from registry_api.comments.schemas import CommentIn
from registry_api.notifications.commands import tell, those_concerned
from registry_api.people.queries import mentioned
from registry_api.projects.models import Project
from service_kit.principal import Principal
from service_kit.problems import not_found

_QUOTED: Final = 200
"""Characters of a comment that a notification shows."""


async def add(session: AsyncSession, asker: Principal, project: Project, body: CommentIn) -> Comment:
    """Add a comment, and tell those it mentions and those who took part before."""
    mentions = await mentioned(session, project.id, body.mentions)
    comment = Comment(
        project_id=project.id, author=asker.subject, author_name=asker.name, body=body.body, mentions=mentions
    )
    session.add(comment)
    await session.flush()
    quoted = body.body[:_QUOTED]
    named = {mention["subject"] for mention in mentions}
    await tell(session, named, "mention", asker, project_id=project.id, comment_id=comment.id, detail=quoted)
    others = await those_concerned(session, project) - named
    await tell(session, others, "comment", asker, project_id=project.id, comment_id=comment.id, detail=quoted)
    return comment


async def own(session: AsyncSession, asker: Principal, project_id: UUID, comment_id: UUID) -> Comment:
    """Return the asker's comment, locked.

    Raises:
        Problem: 404 when it is another's, or there is none.
    """
    statement = select(Comment).where(
        Comment.id == comment_id, Comment.project_id == project_id, Comment.author == asker.subject
    )
    comment = await session.scalar(statement.with_for_update())
    if comment is None:
        raise not_found("comment", comment_id)
    return comment


async def change(session: AsyncSession, asker: Principal, comment: Comment, body: CommentIn) -> None:
    """Say something else in a comment; those mentioned anew are told."""
    before = {mention["subject"] for mention in comment.mentions}
    mentions = await mentioned(session, comment.project_id, body.mentions)
    comment.body, comment.mentions = body.body, mentions
    comment.edited_at, comment.version = datetime.now(UTC), comment.version + 1
    await session.flush()
    added = {mention["subject"] for mention in mentions} - before
    await tell(
        session, added, "mention", asker, project_id=comment.project_id, comment_id=comment.id,
        detail=body.body[:_QUOTED],
    )  # fmt: skip
