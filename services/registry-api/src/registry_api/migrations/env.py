"""Alembic environment of the registry schema."""

from service_kit.migrations import run_environment

from registry_api.base import SCHEMA
from registry_api.models import Base

run_environment(SCHEMA, Base.metadata)
