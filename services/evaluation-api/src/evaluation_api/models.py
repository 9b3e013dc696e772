"""Every table of the evaluation schema, for Alembic."""

from evaluation_api.base import Base
from evaluation_api.knowledge.models import Lesson

__all__ = ["Base", "Lesson"]
