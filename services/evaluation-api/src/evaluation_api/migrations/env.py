"""Alembic environment of the evaluation schema."""

from service_kit.migrations import run_environment

from evaluation_api.base import SCHEMA
from evaluation_api.models import Base

run_environment(SCHEMA, Base.metadata)
