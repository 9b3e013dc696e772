"""Alembic environment of the identity schema."""

from service_kit.migrations import run_environment

from gateway.base import SCHEMA
from gateway.identity.models import Base

run_environment(SCHEMA, Base.metadata)
