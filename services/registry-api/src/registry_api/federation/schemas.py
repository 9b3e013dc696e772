"""Partners' systems and what they report, on the wire."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from registry_api.projects.schemas import ProjectOut
from registry_api.wire import Amount, CodeValue, Country, Currency, OrganisationRef, ProjectRef, Wire
from service_kit.texts import Line, OptionalText, Text

SystemKey = Annotated[
    str, Field(min_length=2, max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", examples=["amexcid"])
]
Revision = Annotated[
    int,
    Field(
        ge=0, le=2**53 - 1, examples=[1760000000000],
        description="Grows with every change of the record at its source (a counter, or milliseconds since 1970). A "
        "message with an older one than the stored is late and changes nothing.",
    ),
]  # fmt: skip


class PartnerSystemIn(Wire):
    """A partner's registry."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "key": "amexcid",
                    "name": {"es": "Registro de la AMEXCID"},
                    "organisation_id": "01900000-0000-7000-8000-000000000000",
                    "sandbox": False,
                }
            ]
        },
    )

    key: SystemKey
    name: Text
    organisation_id: UUID = Field(description="Whose registry it is: clients bound to it may write its records")
    sandbox: bool = Field(default=False, description="For trying out: its records count nowhere and change no project")


class PartnerSystemOut(BaseModel):
    """A partner's registry and how many records it has sent."""

    key: str
    name: dict[str, str]
    organisation: OrganisationRef
    sandbox: bool
    records: int
    linked: int
    removed: int
    last_received_at: datetime | None


class PartnerSystems(BaseModel):
    """The partners' registries."""

    items: list[PartnerSystemOut]


class ReportedPartner(Wire):
    """An organisation that takes part, as the partner names it."""

    name: Annotated[Line, Field(min_length=1, max_length=500)]
    acronym: Annotated[Line, Field(max_length=100)] | None = None
    country: Country | None = None
    iati_identifier: Annotated[Line, Field(min_length=1, max_length=500)] | None = None
    role: CodeValue = Field(examples=["provider"], description="A code of the vocabulary `partner-role`")


class ReportedBudget(Wire):
    """What the partner budgets for a period."""

    period_start: date
    period_end: date
    amount: Amount
    currency: Currency


class PartnerRecordIn(Wire):
    """A project as the partner's registry holds it now, whole."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "revision": 3,
                    "title": {"es": "Intercambio sobre gestión de la cooperación técnica"},
                    "iati_identifier": "MX-AMEXCID-2026-17",
                    "modality": "south-south-bilateral",
                    "start_planned": "2026-02-01",
                    "end_planned": "2027-01-31",
                    "partners": [{"name": "AMEXCID", "country": "MX", "role": "provider"}],
                    "budgets": [
                        {
                            "period_start": "2026-02-01",
                            "period_end": "2026-12-31",
                            "amount": "1200000",
                            "currency": "MXN",
                        }
                    ],
                    "sdg_goals": ["17"],
                    "url": "https://registro.example/proyectos/17",
                }
            ]
        },
    )

    revision: Revision
    title: Text
    objective: OptionalText = Field(default_factory=dict)
    description: OptionalText = Field(default_factory=dict)
    iati_identifier: Annotated[Line, Field(min_length=1, max_length=500)] | None = Field(
        default=None, description="The same identifier as a project here links the two"
    )
    project: Annotated[Line, Field(min_length=1, max_length=100)] | None = Field(
        default=None, examples=["GT-2016-0001"], description="The code of the project here, where the partner knows it"
    )
    modality: CodeValue | None = Field(default=None, description="Vocabulary `modality`")
    cooperation_type: CodeValue | None = Field(default=None, description="Vocabulary `cooperation-type`")
    stage: CodeValue | None = Field(default=None, description="Vocabulary `stage`")
    start_planned: date | None = None
    start_actual: date | None = None
    end_planned: date | None = None
    end_actual: date | None = None
    partners: list[ReportedPartner] = Field(default_factory=list, max_length=100)
    budgets: list[ReportedBudget] = Field(default_factory=list, max_length=200)
    sdg_goals: list[CodeValue] = Field(default_factory=list, max_length=17)
    url: Annotated[Line, Field(max_length=2000, pattern=r"^https?://[^\s\x00]+$")] | None = Field(
        default=None, description="Where the record is seen at the partner"
    )


Outcome = Literal["created", "updated", "unchanged", "stale", "removed"]


class PartnerRecordOut(BaseModel):
    """What is kept of a partner's record, and what came of sending it."""

    id: UUID
    system: str
    external_id: str
    revision: int
    removed: bool
    content: dict[str, Any]
    status: Literal["linked", "unlinked", "dismissed"]
    link: Literal["identifier", "accepted", "registered"] | None
    project: ProjectRef | None = Field(description="The project here, if it is shown to you")
    received_at: datetime
    version: int


class PartnerRecordReceipt(PartnerRecordOut):
    """A kept record and what came of the message."""

    outcome: Outcome = Field(
        description="`stale`: the message is older than what is kept; nothing changed. `unchanged`: it is kept already."
    )


class PartnerRecordItem(BaseModel):
    """A partner's record in a list."""

    id: UUID
    system: str
    external_id: str
    title: dict[str, str]
    iati_identifier: str | None
    removed: bool
    status: Literal["linked", "unlinked", "dismissed"]
    link: str | None
    project: ProjectRef | None
    sandbox: bool
    received_at: datetime


class PartnerRecordPage(BaseModel):
    """A page of partners' records."""

    items: list[PartnerRecordItem]
    total: int
    next: str | None


class PartnerSummary(BaseModel):
    """Projects known here and at the partners', each counted once."""

    projects: int = Field(description="Registered here")
    confirmed: int = Field(description="Of them, those that a partner reports too")
    only_partners: int = Field(description="Reported by partners alone; one identifier counts once")
    total: int


class Proposal(BaseModel):
    """A project that may be the one a partner reports, and why."""

    project: ProjectRef
    score: float = Field(description="0 to 1")
    reasons: dict[str, float] = Field(
        description="How alike title, dates, partners and amounts are; unknown ones absent"
    )


class FieldComparison(BaseModel):
    """A field as we hold it and as the partner reports it."""

    field: str
    ours: Any
    theirs: Any
    state: Literal["same", "differs", "ours", "theirs"] = Field(
        description="`differs` awaits a choice; `ours` and `theirs` say which was chosen"
    )
    adoptable: bool = Field(description="The partner's value can be taken over by choosing it")
    chosen_by: str | None
    chosen_at: datetime | None
    note: str | None


class Reconciliation(BaseModel):
    """A partner's record beside the project that it is about, or the projects that it may be about."""

    record: PartnerRecordOut
    project: ProjectOut | None
    fields: list[FieldComparison]
    differences: int = Field(description="Fields that await a choice")
    proposals: list[Proposal]


class LinkIn(Wire):
    """The project that a partner's record is about."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"project": "GT-2016-0001"}]})

    project: Annotated[Line, Field(min_length=1, max_length=100, description="Its code or id")]


class ChoiceIn(Wire):
    """Whose value of a field holds."""

    field: Annotated[str, Field(max_length=60, examples=["title"])]
    choice: Literal["ours", "theirs"]
    note: Annotated[Line, Field(max_length=2000)] | None = None


class ChoicesIn(Wire):
    """Choices, made together or not at all."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"choices": [{"field": "title", "choice": "ours"}]}]}
    )

    choices: list[ChoiceIn] = Field(min_length=1, max_length=50)


class RegistrationIn(Wire):
    """How a partner's record becomes a project of ours."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"visibility": "internal"}]})

    visibility: Literal["draft", "internal"] = "draft"
    modality: CodeValue | None = Field(default=None, description="Needed when the partner names none")
