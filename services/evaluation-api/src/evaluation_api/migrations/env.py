"""Alembic environment of the evaluation schema."""

from evaluation_api.base import SCHEMA
from evaluation_api.models import Base
from service_kit.migrations import run_environment

run_environment(SCHEMA, Base.metadata)
