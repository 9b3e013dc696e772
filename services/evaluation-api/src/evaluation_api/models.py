"""Every table of the evaluation schema, for Alembic."""

from evaluation_api.base import Base
from evaluation_api.frameworks.models import Framework, FrameworkRevision, Indicator, Result, Target
from evaluation_api.knowledge.models import Lesson
from evaluation_api.monitoring.models import Measurement, Report, Risk

__all__ = [
    "Base",
    "Framework",
    "FrameworkRevision",
    "Indicator",
    "Lesson",
    "Measurement",
    "Report",
    "Result",
    "Risk",
    "Target",
]
