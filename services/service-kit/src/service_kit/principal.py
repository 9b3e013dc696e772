"""Who is asking, and what they may do: the one place that decides.

The gateway exchanges a cookie or a bearer token for a signed internal token; services verify it offline
and refuse anything unsigned. ``GRANTS`` is the whole access table.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import Depends, Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from service_kit.history import Actor, act_as
from service_kit.problems import Problem

TOKEN_HEADER: Final = "x-milpa-principal"  # noqa: S105 (a header's name)
TOKEN_SECONDS: Final = 60
_ISSUER: Final = "milpa-gateway"


class Role(StrEnum):
    """Roles of the data model ("Who may do what").

    A machine client acts in the role it was given: ``integration`` for one that works on the whole registry,
    ``partner`` or ``registrar`` for one that is bound to its organisation as a person of that role is.
    """

    PUBLIC = "public"
    PARTNER = "partner"
    REGISTRAR = "registrar"
    ANALYST = "analyst"
    EVALUATOR = "evaluator"
    INTEGRATION = "integration"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What can be allowed. The part before the colon with ``:read`` or ``:write`` is also a client's scope."""

    PROJECT_READ = "projects:read"
    PROJECT_WRITE = "projects:write"
    ORGANISATION_WRITE = "organisations:write"
    IMPORT = "imports:write"
    LESSON_WRITE = "lessons:write"
    INTERNAL_READ = "internal:read"
    HISTORY_READ = "history:read"
    STAGE_APPROVE = "stages:approve"
    ORGANISATION_MERGE = "organisations:merge"
    AGREEMENT_WRITE = "agreements:write"
    COORDINATION_WRITE = "coordination:write"
    COMMITMENT_REPORT = "commitments:write"
    RATE_WRITE = "rates:write"
    VOCABULARY_WRITE = "vocabularies:write"
    FRAMEWORK_WRITE = "frameworks:write"
    FRAMEWORK_APPROVE = "frameworks:approve"
    MONITORING_WRITE = "monitoring:write"
    MONITORING_VERIFY = "monitoring:verify"
    EVALUATION_MANAGE = "evaluations:manage"
    EVALUATION_WRITE = "evaluations:write"
    RESPONSE_WRITE = "responses:write"
    PRACTICE_VALIDATE = "practices:validate"
    PARTNER_RECORD_READ = "partner-records:read"
    PARTNER_RECORD_WRITE = "partner-records:write"
    RECONCILE = "partner-records:reconcile"
    WEBHOOK_MANAGE = "webhooks:write"
    SYSTEM_MANAGE = "partner-systems:write"
    ACCOUNT_MANAGE = "accounts:write"
    CLIENT_MANAGE = "clients:write"
    AUDIT_READ = "audit:read"
    JOB_MANAGE = "jobs:write"


class Reach(IntEnum):
    """How far a grant goes: nothing, records of one's own organisation, or all."""

    NONE = 0
    OWN = 1
    ALL = 2


def _grants(*, own: str = "", all: str = "") -> Mapping[Role, Reach]:
    own_roles = {Role(name): Reach.OWN for name in own.split()}
    return own_roles | {Role(name): Reach.ALL for name in all.split()}


_STAFF: Final = "analyst integration administrator"

GRANTS: Final[Mapping[Action, Mapping[Role, Reach]]] = {
    # Published projects are readable by everyone; this grant is about the unpublished ones.
    Action.PROJECT_READ: _grants(own="partner registrar", all="evaluator " + _STAFF),
    Action.PROJECT_WRITE: _grants(own="registrar", all=_STAFF),
    Action.ORGANISATION_WRITE: _grants(all="registrar " + _STAFF),
    Action.IMPORT: _grants(all=_STAFF),
    Action.LESSON_WRITE: _grants(own="partner registrar", all="evaluator " + _STAFF),
    # Agreements, tables, events and documents that are not published.
    Action.INTERNAL_READ: _grants(all="partner registrar evaluator " + _STAFF),
    # Of the projects that PROJECT_READ shows; never for the public: the past may hold what was unpublished.
    Action.HISTORY_READ: _grants(all="partner registrar evaluator " + _STAFF),
    Action.STAGE_APPROVE: _grants(all="analyst administrator"),
    Action.ORGANISATION_MERGE: _grants(all="analyst administrator"),
    Action.AGREEMENT_WRITE: _grants(all=_STAFF),
    Action.COORDINATION_WRITE: _grants(all=_STAFF),
    # Saying how far a commitment is, by the organisation that made it.
    Action.COMMITMENT_REPORT: _grants(own="partner registrar", all=_STAFF),
    Action.RATE_WRITE: _grants(all=_STAFF),
    Action.VOCABULARY_WRITE: _grants(all="administrator"),
    Action.FRAMEWORK_WRITE: _grants(own="registrar", all=_STAFF),
    Action.FRAMEWORK_APPROVE: _grants(all="analyst administrator"),
    # Partners report on the projects they take part in; who verifies is not who reports.
    Action.MONITORING_WRITE: _grants(own="partner registrar", all=_STAFF),
    Action.MONITORING_VERIFY: _grants(all="analyst administrator"),
    # Planning an evaluation, commissioning, completing it.
    Action.EVALUATION_MANAGE: _grants(all="analyst administrator"),
    # What it says: by those whose organisation is on its team.
    Action.EVALUATION_WRITE: _grants(own="evaluator", all=_STAFF),
    # A partner's view, the response to a recommendation, and how far an action is: by those addressed.
    Action.RESPONSE_WRITE: _grants(own="partner registrar", all=_STAFF),
    Action.PRACTICE_VALIDATE: _grants(all="analyst administrator"),
    # What a partner's own system says: by the organisation that the system is bound to.
    Action.PARTNER_RECORD_READ: _grants(own="partner registrar", all="evaluator " + _STAFF),
    Action.PARTNER_RECORD_WRITE: _grants(own="partner registrar", all=_STAFF),
    # Linking it to a project of ours and choosing whose value holds, by who may change that project.
    Action.RECONCILE: _grants(own="registrar", all="analyst administrator"),
    Action.WEBHOOK_MANAGE: _grants(own="partner registrar analyst integration", all="administrator"),
    Action.SYSTEM_MANAGE: _grants(all="administrator"),
    Action.ACCOUNT_MANAGE: _grants(all="administrator"),
    Action.CLIENT_MANAGE: _grants(all="administrator"),
    Action.AUDIT_READ: _grants(all="administrator"),
    Action.JOB_MANAGE: _grants(all="administrator"),
}

MACHINE: Final = "client:"
"""What a machine client's subject starts with."""
ALL_SCOPES: Final = frozenset(action.value for action in Action)


@dataclass(frozen=True, slots=True)
class Principal:
    """An account, a machine client, or the public."""

    subject: str
    name: str
    role: Role
    organisation: UUID | None = None
    scopes: frozenset[str] = frozenset()

    @property
    def machine(self) -> bool:
        """Say whether a machine client asks, not a person."""
        return self.subject.startswith(MACHINE)

    def reach(self, action: Action) -> Reach:
        """Return how far this principal may go with ``action``; a client also needs the scope."""
        if self.machine and action.value not in self.scopes:
            return Reach.NONE
        return GRANTS[action].get(self.role, Reach.NONE)

    def may(self, action: Action, owners: frozenset[UUID]) -> bool:
        """Say whether this principal may do ``action`` to a record that ``owners`` own."""
        reach = self.reach(action)
        return reach is Reach.ALL or (reach is Reach.OWN and self.organisation in owners)

    def require(self, action: Action, owners: frozenset[UUID] | None = None) -> None:
        """Raise unless ``action`` is allowed: 401 for the public, else 403.

        Without ``owners`` any reach is enough (creating a record of one's own).
        """
        allowed = self.reach(action) is not Reach.NONE if owners is None else self.may(action, owners)
        if not allowed:
            raise self.refusal(action)

    def refusal(self, action: Action) -> Problem:
        """Return the problem that says why ``action`` is refused."""
        if self.role is Role.PUBLIC:
            return Problem(401, "sign-in-required", headers={"WWW-Authenticate": "Bearer"})
        return Problem(403, "not-allowed", action=action.value, role=self.role.value)


PUBLIC: Final = Principal("public", "public", Role.PUBLIC)


def sign(principal: Principal, key: OKPKey) -> tuple[str, float]:
    """Return an internal token for ``principal`` and the Unix time it expires at."""
    expires = int(time.time()) + TOKEN_SECONDS
    claims: dict[str, Any] = {
        "iss": _ISSUER,
        "sub": principal.subject,
        "name": principal.name,
        "role": principal.role.value,
        "org": str(principal.organisation) if principal.organisation else None,
        "scopes": sorted(principal.scopes),
        "exp": expires,
    }
    header = {"alg": "Ed25519", "kid": key.kid} if key.kid else {"alg": "Ed25519"}
    return jwt.encode(header, claims, key, algorithms=["Ed25519"]), expires


def verify(token: str, keys: KeySet) -> Principal:
    """Return the principal that ``token`` names; it may be signed with any of ``keys``.

    Raises:
        Problem: 401 when the token is not the gateway's, or has expired.
    """
    try:
        claims = jwt.decode(token, keys, algorithms=["Ed25519"]).claims
    except (JoseError, ValueError) as exc:
        raise Problem(401, "gateway-only") from exc
    if claims.get("iss") != _ISSUER or claims.get("exp", 0) < time.time():
        raise Problem(401, "gateway-only")
    organisation = claims.get("org")
    return Principal(
        subject=claims["sub"],
        name=claims["name"],
        role=Role(claims["role"]),
        organisation=UUID(organisation) if organisation else None,
        scopes=frozenset(claims["scopes"]),
    )


def load_key(jwk: str) -> OKPKey:
    """Return the Ed25519 key in a JWK's JSON."""
    return OKPKey.import_key(orjson.loads(jwk))


def load_keys(jwks: str) -> KeySet:
    """Return the Ed25519 keys in a JWK's JSON, or in a list of them: the present one, and the one before it."""
    found = orjson.loads(jwks)
    return KeySet([OKPKey.import_key(jwk) for jwk in (found if isinstance(found, list) else [found]) if jwk])


async def current_principal(request: Request) -> Principal:
    """FastAPI dependency: the principal of the request's signed internal token, who acts from here on."""
    principal = _verified(request)
    origin = "client" if principal.machine else "person"
    act_as(Actor(principal.subject, principal.name, origin))
    return principal


def _verified(request: Request) -> Principal:
    verified: dict[str, tuple[Principal, float]] = request.app.state.verified_tokens
    token = request.headers.get(TOKEN_HEADER, "")
    known = verified.get(token)
    if known is not None and known[1] > time.time():
        return known[0]
    principal = verify(token, request.app.state.gateway_keys)
    if len(verified) > 10_000:
        verified.clear()
    verified[token] = (principal, time.time() + 5)
    return principal


Asker = Annotated[Principal, Depends(current_principal)]
