"""Every table of the registry schema, for Alembic and the data dictionary."""

from registry_api.agreements.models import Agreement, AgreementParty, AgreementProject
from registry_api.base import Base
from registry_api.changes.models import Change, ChangeEra, ShownProject
from registry_api.classification.models import Code, CodeMapping, Vocabulary
from registry_api.comments.models import Comment
from registry_api.contributions.models import Contribution
from registry_api.coordination.models import Commitment, Event, EventParticipant, TableMember, WorkingTable
from registry_api.cycle.models import StageChange
from registry_api.documents.models import Document, DocumentVersion
from registry_api.federation.models import PartnerChoice, PartnerRecord, PartnerSystem
from registry_api.finance.models import Transaction
from registry_api.interchange.models import (
    IatiOrganisationSource,
    IatiSource,
    Import,
    ImportProblem,
    ImportRow,
)
from registry_api.notifications.models import Notification
from registry_api.organisations.models import (
    Organisation,
    OrganisationContact,
    OrganisationIdentifier,
    OrganisationMerge,
)
from registry_api.projects.models import (
    Assignment,
    Budget,
    Participation,
    Place,
    Project,
    ProjectCodeCounter,
)
from registry_api.rates.models import ExchangeRate, ValuationRate
from registry_api.storage.models import StoredFile, StoredFileChunk
from registry_api.views.models import SavedView
from registry_api.webhooks.models import Webhook, WebhookDelivery

__all__ = [
    "Agreement",
    "AgreementParty",
    "AgreementProject",
    "Assignment",
    "Base",
    "Budget",
    "Change",
    "ChangeEra",
    "Code",
    "CodeMapping",
    "Comment",
    "Commitment",
    "Contribution",
    "Document",
    "DocumentVersion",
    "Event",
    "EventParticipant",
    "ExchangeRate",
    "IatiOrganisationSource",
    "IatiSource",
    "Import",
    "ImportProblem",
    "ImportRow",
    "Notification",
    "Organisation",
    "OrganisationContact",
    "OrganisationIdentifier",
    "OrganisationMerge",
    "Participation",
    "PartnerChoice",
    "PartnerRecord",
    "PartnerSystem",
    "Place",
    "Project",
    "ProjectCodeCounter",
    "SavedView",
    "ShownProject",
    "StageChange",
    "StoredFile",
    "StoredFileChunk",
    "TableMember",
    "Transaction",
    "ValuationRate",
    "Vocabulary",
    "Webhook",
    "WebhookDelivery",
    "WorkingTable",
]
