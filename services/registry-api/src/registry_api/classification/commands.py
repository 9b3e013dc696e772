"""Administrators' changes of vocabularies: nothing already classified breaks."""

from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from registry_api.classification.models import Code, CodeMapping, Vocabulary
from registry_api.classification.queries import known_codes
from registry_api.classification.schemas import CodeIn, CodePatch, MappingIn
from service_kit.principal import Action, Principal
from service_kit.problems import FieldError, Problem, invalid, not_found


async def get_for_change(session: AsyncSession, principal: Principal, key: str) -> Vocabulary:
    """Return a vocabulary, locked, if the principal may change it.

    Raises:
        Problem: 401 or 403; 404.
    """
    principal.require(Action.VOCABULARY_WRITE)
    found = await session.get(Vocabulary, key, with_for_update=True)
    if found is None:
        raise not_found("vocabulary", key)
    return found


async def get_code(session: AsyncSession, vocabulary: Vocabulary, code: str) -> Code:
    """Return a code of a vocabulary.

    Raises:
        Problem: 404.
    """
    found = await session.get(Code, (vocabulary.key, code))
    if found is None:
        raise not_found("code", f"{vocabulary.key}:{code}")
    return found


async def add_code(session: AsyncSession, vocabulary: Vocabulary, body: CodeIn) -> Code:
    """Add a code at the end of a vocabulary.

    Raises:
        Problem: 422 when it is there already or its dates are the wrong way round.
    """
    _check_dates(body.valid_from, body.valid_to)
    if await session.get(Code, (vocabulary.key, body.code)) is not None:
        raise invalid(FieldError("/code", "code-taken", {"code": body.code}))
    last = await session.scalar(select(func.max(Code.position)).where(Code.vocabulary == vocabulary.key))
    code = Code(**body.model_dump(), vocabulary=vocabulary.key, position=(last if last is not None else -1) + 1)
    session.add(code)
    await _touch(session, vocabulary)
    return code


async def change_code(session: AsyncSession, vocabulary: Vocabulary, code: Code, patch: CodePatch) -> None:
    """Change a code's given fields; translations given are added to, or replace, those there are.

    Raises:
        Problem: 422 when its dates are the wrong way round.
    """
    for name in patch.model_fields_set - {"label"}:
        setattr(code, name, getattr(patch, name))
    _check_dates(code.valid_from, code.valid_to)
    code.label = {**code.label, **patch.label}
    await _touch(session, vocabulary)


async def merge_code(session: AsyncSession, vocabulary: Vocabulary, code: Code, into: str) -> None:
    """Put another code of the vocabulary in a code's place wherever it is given; the code stays, withdrawn.

    Where a project has both, their weights are added.

    Raises:
        Problem: 422 when there is no such code, or it is withdrawn.
    """
    target = await session.get(Code, (vocabulary.key, into))
    if target is None or target is code or target.withdrawn:
        raise invalid(FieldError("/into", "code-unknown", {"code": into, "vocabulary": vocabulary.key}))
    names: dict[str, Any] = {"vocabulary": vocabulary.key, "old": code.code, "new": into}
    changed = await session.scalars(
        text("SELECT project_id FROM registry.assignment WHERE vocabulary = :vocabulary AND code = :old"), names
    )
    projects = list(changed)
    await session.execute(
        text("""
            UPDATE registry.assignment kept SET weight = kept.weight + gone.weight FROM registry.assignment gone
            WHERE gone.vocabulary = :vocabulary AND gone.code = :old AND kept.project_id = gone.project_id
                AND kept.vocabulary = :vocabulary AND kept.code = :new
        """),
        names,
    )
    await session.execute(
        text("""
            DELETE FROM registry.assignment gone WHERE gone.vocabulary = :vocabulary AND gone.code = :old AND EXISTS (
                SELECT 1 FROM registry.assignment kept WHERE kept.project_id = gone.project_id
                    AND kept.vocabulary = :vocabulary AND kept.code = :new)
        """),
        names,
    )
    await session.execute(
        text("UPDATE registry.assignment SET code = :new WHERE vocabulary = :vocabulary AND code = :old"), names
    )
    await session.execute(
        text("UPDATE registry.project SET version = version + 1, updated_at = now() WHERE id = ANY(:projects)"),
        {"projects": projects},
    )
    code.withdrawn, code.merged_into = True, into
    await _touch(session, vocabulary)


async def add_mapping(session: AsyncSession, vocabulary: Vocabulary, body: MappingIn) -> CodeMapping:
    """Say what a code suggests in another vocabulary.

    Raises:
        Problem: 409 when it is said already; 422 for codes that do not exist.
    """
    pairs = {"from_code": (vocabulary.key, body.from_code), "to_code": (body.to_vocabulary, body.to_code)}
    known = await known_codes(session, pairs.values())
    errors = [
        FieldError(f"/{name}", "code-unknown", {"vocabulary": pair[0], "code": pair[1]})
        for name, pair in pairs.items()
        if pair not in known
    ]
    if errors:
        raise invalid(*errors)
    same = select(CodeMapping.id).filter_by(**body.model_dump(exclude={"source"}), from_vocabulary=vocabulary.key)
    if await session.scalar(same) is not None:
        raise Problem(409, "mapping-exists")
    mapping = CodeMapping(**body.model_dump(), from_vocabulary=vocabulary.key)
    session.add(mapping)
    await _touch(session, vocabulary)
    return mapping


async def _touch(session: AsyncSession, vocabulary: Vocabulary) -> None:
    vocabulary.version += 1
    await session.flush()


def _check_dates(valid_from: Any, valid_to: Any) -> None:
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        raise invalid(FieldError("/valid_to", "date-order", {"start": valid_from.isoformat(), "field": "valid_from"}))
