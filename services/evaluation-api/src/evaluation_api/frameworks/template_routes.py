"""Framework templates over HTTP."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from evaluation_api.frameworks import checks
from evaluation_api.frameworks.models import FrameworkTemplate
from evaluation_api.frameworks.schemas import FrameworkIn, ResultIn
from service_kit.concurrency import IfMatch, record_response, require_match
from service_kit.idempotency import IdempotencyKey
from service_kit.jsons import dumps
from service_kit.principal import Action, Asker, Principal
from service_kit.problems import not_found
from service_kit.texts import OptionalText, Text

router = APIRouter(prefix="/api/v1/framework-templates", tags=["frameworks"])


class FrameworkTemplateIn(BaseModel):
    """A framework to start from."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "title": {"es": "Intercambio de experiencias"},
                    "results": [{"level": "output", "title": {"es": "Visitas realizadas"}}],
                }
            ]
        },
    )

    title: Text
    description: OptionalText = Field(default_factory=dict)
    results: Annotated[list[ResultIn], Field(min_length=1, max_length=300)]


class FrameworkTemplateOut(BaseModel):
    """A framework to start from."""

    id: UUID
    version: int
    title: dict[str, str]
    description: dict[str, str]
    results: list[ResultIn] = Field(description="As `PUT /frameworks/{key}` takes them, without ids")


class FrameworkTemplateList(BaseModel):
    """The templates there are."""

    items: list[FrameworkTemplateOut]


def _told(template: FrameworkTemplate) -> dict[str, Any]:
    return {
        "id": template.id,
        "version": template.version,
        "title": template.title,
        "description": template.description,
        "results": template.content["results"],
    }


async def _content(session: AsyncSession, body: FrameworkTemplateIn) -> dict[str, Any]:
    """Return the outline without ids: it is another framework each time it is used."""
    framework = FrameworkIn(results=body.results)
    await checks.check(session, framework)
    results = [
        {name: value for name, value in result.items() if name != "id"}
        | {
            "indicators": [
                {name: value for name, value in indicator.items() if name != "id"}
                | {
                    "targets": [
                        {name: value for name, value in target.items() if name != "id"}
                        for target in indicator["targets"]
                    ]
                }
                for indicator in result["indicators"]
            ]
        }
        for result in framework.model_dump(mode="json")["results"]
    ]
    return {"results": results}


async def _matched(
    session: AsyncSession, principal: Principal, template_id: UUID, if_match: str | None
) -> FrameworkTemplate:
    principal.require(Action.FRAMEWORK_APPROVE)
    template = await session.get(FrameworkTemplate, template_id, with_for_update=True)
    if template is None:
        raise not_found("template", template_id)
    require_match(if_match, template.version, orjson.Fragment(dumps(_told(template))))
    return template


@router.get("", operation_id="list_framework_templates", responses={200: {"model": FrameworkTemplateList}})
async def list_templates(request: Request, _asker: Asker) -> Response:
    """List the frameworks to start from."""
    async with request.app.state.database.transaction() as session:
        found = await session.scalars(select(FrameworkTemplate).order_by(FrameworkTemplate.id).limit(200))
        items = [_told(template) for template in found]
    return Response(dumps({"items": items}), media_type="application/json")


@router.post(
    "",
    operation_id="create_framework_template",
    status_code=201,
    responses={201: {"model": FrameworkTemplateOut}},
)
async def create_template(
    request: Request, asker: Asker, body: FrameworkTemplateIn, _key: IdempotencyKey = None
) -> Response:
    """Add a framework to start from."""

    async def write(session: AsyncSession) -> Response:
        asker.require(Action.FRAMEWORK_APPROVE)
        template = FrameworkTemplate(
            title=body.title, description=body.description, content=await _content(session, body),
            created_by=asker.subject,
        )  # fmt: skip
        session.add(template)
        await session.flush()
        location = f"/api/v1/framework-templates/{template.id}"
        return record_response(dumps(_told(template)).decode(), template.version, created_at=location)

    response: Response = await request.app.state.once.run(request, asker, write)
    return response


@router.get("/{template_id}", operation_id="get_framework_template", responses={200: {"model": FrameworkTemplateOut}})
async def get_template(request: Request, _asker: Asker, template_id: UUID) -> Response:
    """Return a framework to start from."""
    async with request.app.state.database.transaction() as session:
        template = await session.get(FrameworkTemplate, template_id)
        if template is None:
            raise not_found("template", template_id)
        return record_response(dumps(_told(template)).decode(), template.version)


@router.put(
    "/{template_id}", operation_id="update_framework_template", responses={200: {"model": FrameworkTemplateOut}}
)
async def update_template(
    request: Request, asker: Asker, template_id: UUID, body: FrameworkTemplateIn, if_match: IfMatch = None
) -> Response:
    """Make a template the given one; frameworks that were started from it stay."""
    async with request.app.state.database.transaction() as session:
        template = await _matched(session, asker, template_id, if_match)
        template.title, template.description = body.title, body.description
        template.content = await _content(session, body)
        template.version += 1
        template.updated_at = func.now()
        await session.flush()
        return record_response(dumps(_told(template)).decode(), template.version)


@router.delete("/{template_id}", operation_id="delete_framework_template", status_code=204)
async def delete_template(request: Request, asker: Asker, template_id: UUID, if_match: IfMatch = None) -> Response:
    """Delete a template; frameworks that were started from it stay."""
    async with request.app.state.database.transaction() as session:
        await session.delete(await _matched(session, asker, template_id, if_match))
    return Response(status_code=204)
