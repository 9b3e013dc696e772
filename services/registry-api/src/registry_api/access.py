"""Who may call which operation of registry-api."""

from typing import Final

from service_kit.access import EVERYONE, PUBLISHED, Access, AccessTable, needs
from service_kit.principal import Action

_INTERNAL: Final = needs(Action.INTERNAL_READ)
_HISTORY: Final = needs(Action.HISTORY_READ, about="of what you may read")
_PROJECT: Final = needs(Action.PROJECT_WRITE, about="projects that your institution keeps")
_DOCUMENT: Final = needs(
    Action.PROJECT_WRITE, Action.AGREEMENT_WRITE, Action.COORDINATION_WRITE,
    about="documents of what you may change",
)  # fmt: skip
_ORGANISATION: Final = needs(Action.ORGANISATION_WRITE)
_MERGE: Final = needs(Action.ORGANISATION_MERGE)
_AGREEMENT: Final = needs(Action.AGREEMENT_WRITE)
_COORDINATION: Final = needs(Action.COORDINATION_WRITE)
_RATE: Final = needs(Action.RATE_WRITE)
_VOCABULARY: Final = needs(Action.VOCABULARY_WRITE)
_IMPORT: Final = needs(Action.IMPORT)
_SYSTEM: Final = "registries of your organisation"
_RECORD: Final = needs(Action.PARTNER_RECORD_READ, about=_SYSTEM)
_REPORT: Final = needs(Action.PARTNER_RECORD_WRITE, about=_SYSTEM)
_RECONCILE: Final = needs(Action.RECONCILE, about="records about projects that your institution keeps")

ACCESS: Final[AccessTable] = {
    **dict.fromkeys(
        (
            "list_projects", "list_project_facets", "list_similar_projects", "get_project",
            "get_project_completeness", "list_contributions", "get_project_finance", "list_transactions",
            "list_agreements", "get_agreement", "list_documents", "get_document", "get_document_file", "list_events",
            "get_event", "list_organisations", "list_similar_organisations", "get_organisation",
            "export_csv", "export_iati", "export_iati_organisations", "export_json", "export_xlsx", "list_reports",
            "get_report_completeness", "get_report_file", "list_changes", "get_flows", "get_points", "get_alignment",
            "get_money", "get_project_sheet",
        ),
        PUBLISHED,
    ),
    **dict.fromkeys(
        (
            "list_exchange_rates", "list_valuation_rates", "list_vocabularies", "list_codes", "list_mappings",
            "propose_codes", "get_publishing", "get_published_activities", "get_published_organisations",
            "validate_iati", "get_oda",
        ),
        EVERYONE,
    ),
    **dict.fromkeys(
        (
            "list_commitments", "list_reminders", "get_commitment", "list_working_tables", "get_working_table",
            "get_project_cycle", "list_merges",
        ),
        _INTERNAL,
    ),
    **dict.fromkeys(
        ("compare_project", "list_project_history", "get_project_provenance", "list_organisation_history"), _HISTORY
    ),
    **dict.fromkeys(
        (
            "assess_draft", "create_project", "update_project", "update_projects", "delete_project",
            "create_contribution", "replace_contribution", "delete_contribution",
            "create_transaction", "replace_transaction", "delete_transaction",
        ),
        _PROJECT,
    ),
    "move_project": needs(
        Action.PROJECT_WRITE, Action.STAGE_APPROVE, about="projects that your institution keeps; approvals by analysts"
    ),
    **dict.fromkeys(("create_document", "update_document", "delete_document", "add_document_version"), _DOCUMENT),
    **dict.fromkeys(("create_organisation", "update_organisation", "delete_organisation"), _ORGANISATION),
    **dict.fromkeys(("merge_organisation", "undo_merge"), _MERGE),
    **dict.fromkeys(("create_agreement", "replace_agreement", "delete_agreement"), _AGREEMENT),
    **dict.fromkeys(
        (
            "create_working_table", "replace_working_table", "delete_working_table", "create_event", "replace_event",
            "delete_event", "create_commitment", "replace_commitment", "delete_commitment",
        ),
        _COORDINATION,
    ),
    **dict.fromkeys(
        ("list_views", "save_view", "delete_view", "list_notifications", "mark_notifications_read"),
        Access(person=True, about="your own"),
    ),
    **dict.fromkeys(
        ("list_comments", "list_people"), needs(Action.INTERNAL_READ, about="of projects that you may read")
    ),
    **dict.fromkeys(
        ("create_comment", "replace_comment", "delete_comment"),
        needs(Action.INTERNAL_READ, about="on projects that you may read; changing and taking back your own"),
    ),
    "report_commitment": needs(Action.COMMITMENT_REPORT, about="commitments that your organisation made"),
    **dict.fromkeys(
        ("create_exchange_rate", "delete_exchange_rate", "create_valuation_rate", "delete_valuation_rate"), _RATE
    ),
    **dict.fromkeys(("create_code", "update_code", "merge_code", "create_mapping"), _VOCABULARY),
    **dict.fromkeys(
        (
            "list_imports", "create_import", "get_import_template", "get_import", "apply_import",
            "get_commented_spreadsheet", "list_import_problems", "list_import_rows", "undo_import",
        ),
        _IMPORT,
    ),
    **dict.fromkeys(
        (
            "list_webhooks", "create_webhook", "get_webhook", "update_webhook", "delete_webhook",
            "rotate_webhook_secret", "test_webhook", "list_deliveries", "redeliver",
        ),
        needs(Action.WEBHOOK_MANAGE, about="webhooks that you made"),
    ),
    **dict.fromkeys(("list_jobs", "retry_job"), needs(Action.JOB_MANAGE)),
    "create_partner_system": needs(Action.SYSTEM_MANAGE),
    **dict.fromkeys(
        (
            "list_partner_systems", "list_partner_records", "get_partner_summary", "get_partner_record",
            "get_reconciliation",
        ),
        _RECORD,
    ),
    **dict.fromkeys(("put_partner_record", "put_partner_records", "remove_partner_record", "empty_sandbox"), _REPORT),
    **dict.fromkeys(("link_partner_record", "unlink_partner_record", "choose_values"), _RECONCILE),
    "register_partner_record": Access(
        (Action.PROJECT_WRITE,), about="as a project of your institution, from records that you may read"
    ),
}  # fmt: skip
"""Decisions by ``operationId``; an operation that is not here is refused."""
