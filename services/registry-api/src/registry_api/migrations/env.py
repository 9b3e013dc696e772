"""Alembic environment of the registry schema."""

from registry_api.base import SCHEMA
from registry_api.models import Base
from service_kit.migrations import run_environment

run_environment(SCHEMA, Base.metadata)
