"""Every table of the registry schema, for Alembic."""

from registry_api.base import Base
from registry_api.classification.models import Code, Vocabulary
from registry_api.coordination.models import Event
from registry_api.finance.models import Transaction
from registry_api.interchange.models import (
    IatiOrganisationSource,
    IatiSource,
    Import,
    ImportProblem,
    ImportRow,
    StoredFile,
    StoredFileChunk,
)
from registry_api.organisations.models import Organisation
from registry_api.projects.models import (
    Assignment,
    Budget,
    Participation,
    Place,
    Project,
    ProjectCodeCounter,
)

__all__ = [
    "Assignment",
    "Base",
    "Budget",
    "Code",
    "Event",
    "IatiOrganisationSource",
    "IatiSource",
    "Import",
    "ImportProblem",
    "ImportRow",
    "Organisation",
    "Participation",
    "Place",
    "Project",
    "ProjectCodeCounter",
    "StoredFile",
    "StoredFileChunk",
    "Transaction",
    "Vocabulary",
]
