"""Who may call which operation of evaluation-api."""

from typing import Final

from service_kit.access import EVERYONE, PUBLISHED, AccessTable, needs
from service_kit.principal import Action

_PROJECTS: Final = "projects that your institution keeps"
_LESSON: Final = needs(Action.LESSON_WRITE, about="what your organisation wrote")
_FRAMEWORK: Final = needs(Action.FRAMEWORK_WRITE, about=_PROJECTS)
_APPROVE: Final = needs(Action.FRAMEWORK_APPROVE)
_MONITORING: Final = needs(Action.MONITORING_WRITE, about="projects that your organisation keeps or takes part in")
_VERIFY: Final = needs(Action.MONITORING_VERIFY)
_MANAGE: Final = needs(Action.EVALUATION_MANAGE)
_RESPONSE: Final = needs(Action.RESPONSE_WRITE, about="what is addressed to your organisation")
_INTERNAL: Final = needs(Action.INTERNAL_READ, about="of projects that you may read")

ACCESS: Final[AccessTable] = {
    **dict.fromkeys(
        (
            "list_lessons", "get_lesson", "search_knowledge", "propose_knowledge", "get_practice", "get_capacity",
            "list_evaluations", "get_evaluation", "list_recommendations", "get_recommendation", "get_framework",
            "export_framework_spreadsheet", "list_framework_revisions", "list_monitoring_reports",
            "get_monitoring_report", "get_rollup", "get_rollup_figure", "get_lights", "get_ratings",
        ),
        PUBLISHED,
    ),
    **dict.fromkeys(
        (
            "get_quality_checklist", "list_common_indicators", "get_common_indicator", "list_framework_templates",
            "get_framework_template",
        ),
        EVERYONE,
    ),
    **dict.fromkeys(("get_iati_results", "list_due_reports", "list_risks", "get_risk"), _INTERNAL),
    **dict.fromkeys(
        (
            "create_lesson", "update_lesson", "delete_lesson", "create_practice", "update_practice",
            "delete_practice", "create_capacity", "update_capacity", "delete_capacity",
        ),
        _LESSON,
    ),
    "validate_practice": needs(Action.PRACTICE_VALIDATE),
    **dict.fromkeys(("write_framework", "take_over_iati_results", "read_framework_spreadsheet"), _FRAMEWORK),
    **dict.fromkeys(
        (
            "approve_framework", "create_framework_template", "update_framework_template",
            "delete_framework_template", "create_common_indicator", "update_common_indicator",
            "delete_common_indicator",
        ),
        _APPROVE,
    ),
    **dict.fromkeys(
        (
            "create_monitoring_report", "update_monitoring_report", "delete_monitoring_report",
            "submit_monitoring_report", "create_risk", "assess_risk",
        ),
        _MONITORING,
    ),
    **dict.fromkeys(("verify_monitoring_report", "override_light", "end_light_override"), _VERIFY),
    **dict.fromkeys(("create_evaluation", "delete_evaluation"), _MANAGE),
    **dict.fromkeys(
        ("update_evaluation", "take_evaluation_step"),
        needs(Action.EVALUATION_WRITE, Action.EVALUATION_MANAGE, about="of whose team your organisation is"),
    ),
    **dict.fromkeys(("record_partner_view", "respond_to_recommendation", "report_action_progress"), _RESPONSE),
}  # fmt: skip
"""Decisions by ``operationId``; an operation that is not here is refused."""
