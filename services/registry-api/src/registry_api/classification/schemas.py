"""Vocabularies on the wire."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from registry_api.wire import CodeValue, Wire
from service_kit.texts import Line, OptionalText, Text


class VocabularyOut(BaseModel):
    """A code list."""

    key: str
    name: dict[str, str]
    source: str
    confidence: str
    codes: int
    version: int
    classifying: bool = Field(description="Whether its codes can be given to projects")


class VocabularyList(BaseModel):
    """Every code list."""

    items: list[VocabularyOut]


class CodeOut(BaseModel):
    """A code with its label by language."""

    code: str
    label: dict[str, str]
    parent: str | None
    attributes: dict[str, Any]
    withdrawn: bool
    valid_from: date | None
    valid_to: date | None
    merged_into: str | None


class CodeList(BaseModel):
    """The codes of a list."""

    items: list[CodeOut]


class CodeIn(Wire):
    """A code to add to a vocabulary."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"code": "clima", "label": {"es": "Clima", "en": "Climate"}}]}
    )

    code: CodeValue
    label: Text
    parent: CodeValue | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class CodePatch(Wire):
    """What to change of a code; ``label`` languages left out stay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"label": {"de": "Klima"}}]})

    label: OptionalText = Field(default_factory=dict)
    parent: CodeValue | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    withdrawn: bool = False


class CodeMergeIn(Wire):
    """Which code takes another's place."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"into": "clima"}]})

    into: CodeValue


class CodePair(Wire):
    """A code of a vocabulary."""

    vocabulary: CodeValue = Field(examples=["crs-purpose"])
    code: CodeValue = Field(examples=["14030"])


class ProposalsIn(Wire):
    """The codes a project has so far."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"codes": [{"vocabulary": "crs-purpose", "code": "14030"}]}]},
    )

    codes: Annotated[list[CodePair], Field(max_length=500)]


class ProposalOut(BaseModel):
    """A code that fits too, and the code that suggests it."""

    vocabulary: str
    code: str
    label: dict[str, str]
    because: CodePair
    source: str


class Proposals(BaseModel):
    """Codes that fit too, for a person to confirm."""

    items: list[ProposalOut]


class MappingIn(Wire):
    """What a code suggests in another vocabulary."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"from_code": "clima", "to_vocabulary": "sdg-goal", "to_code": "13", "source": "SEGEPLAN"}]
        },
    )

    from_code: CodeValue
    to_vocabulary: CodeValue
    to_code: CodeValue
    source: Annotated[Line, Field(min_length=1, max_length=500)]


class MappingOut(BaseModel):
    """What a code suggests in another vocabulary, and who says so."""

    from_code: str
    to_vocabulary: str
    to_code: str
    source: str


class MappingList(BaseModel):
    """What the codes of a vocabulary suggest in others."""

    items: list[MappingOut]
