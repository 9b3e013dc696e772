"""Every table of the evaluation schema, for Alembic."""

from evaluation_api.base import Base
from evaluation_api.evaluations.models import (
    Conclusion,
    Evaluation,
    EvaluationProject,
    Finding,
    ManagementAction,
    PartnerView,
    QualityAnswer,
    Question,
    Rating,
    Recommendation,
    TeamMember,
)
from evaluation_api.frameworks.models import (
    Framework,
    FrameworkRevision,
    FrameworkTemplate,
    Indicator,
    LightOverride,
    Result,
    Target,
)
from evaluation_api.knowledge.models import Capacity, Lesson, Practice, PracticeProject
from evaluation_api.monitoring.models import Measurement, Report, Risk
from evaluation_api.rollup.models import CommonIndicator

__all__ = [
    "Base",
    "Capacity",
    "CommonIndicator",
    "Conclusion",
    "Evaluation",
    "EvaluationProject",
    "Finding",
    "Framework",
    "FrameworkRevision",
    "FrameworkTemplate",
    "Indicator",
    "Lesson",
    "LightOverride",
    "ManagementAction",
    "Measurement",
    "PartnerView",
    "Practice",
    "PracticeProject",
    "QualityAnswer",
    "Question",
    "Rating",
    "Recommendation",
    "Report",
    "Result",
    "Risk",
    "Target",
    "TeamMember",
]
