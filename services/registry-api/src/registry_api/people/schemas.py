"""People on the wire."""

from pydantic import BaseModel


class PersonOut(BaseModel):
    """A person with an account."""

    subject: str
    name: str
    organisation: dict[str, str] | None


class People(BaseModel):
    """People who may read a project, by name."""

    items: list[PersonOut]
