"""Who may call which operation of the gateway itself."""

from typing import Final

from service_kit.access import EVERYONE, PERSON, AccessTable, needs
from service_kit.principal import Action

ACCESS: Final[AccessTable] = {
    **dict.fromkeys(
        (
            "get_session", "sign_in", "sign_out", "issue_token", "start_oidc_sign_in", "finish_oidc_sign_in",
            "ask_for_password_reset", "reset_password",
        ),
        EVERYONE,
    ),
    **dict.fromkeys(
        (
            "get_own_account", "update_own_account", "change_password", "start_second_factor", "confirm_second_factor",
            "renew_recovery_codes", "end_second_factor", "list_sessions", "end_session",
        ),
        PERSON,
    ),
    **dict.fromkeys(
        (
            "list_accounts", "create_account", "get_account", "update_account", "send_password_reset",
            "remove_second_factor", "end_account_sessions",
        ),
        needs(Action.ACCOUNT_MANAGE),
    ),
    **dict.fromkeys(
        (
            "list_clients", "create_client", "get_client", "update_client", "rotate_client_secret",
            "create_api_key", "revoke_api_key",
        ),
        needs(Action.CLIENT_MANAGE),
    ),
    **dict.fromkeys(("search_audit", "list_sign_ins"), needs(Action.AUDIT_READ)),
}  # fmt: skip
"""Decisions by ``operationId``; an operation that is not here is refused."""
