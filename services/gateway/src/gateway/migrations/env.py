"""Alembic environment of the identity schema."""

from gateway.base import SCHEMA
from gateway.identity.models import Account
from service_kit.migrations import run_environment

run_environment(SCHEMA, Account.metadata)
