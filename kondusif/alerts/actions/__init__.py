"""Every write of the alerts room."""

from kondusif.alerts.actions.answering import acknowledge_alert, address_more, escalate_alert, remind_addressees
from kondusif.alerts.actions.ending import decline_alert, end_desk_alert, expire_alerts, stand_down_alert
from kondusif.alerts.actions.signing import countersign_alert, issue_alone, issue_to_desk, sign_alert
from kondusif.alerts.actions.writing import AlertDraft, ask_for_change, draft_alert, edit_draft

__all__ = [
    "AlertDraft",
    "acknowledge_alert",
    "address_more",
    "ask_for_change",
    "countersign_alert",
    "decline_alert",
    "draft_alert",
    "edit_draft",
    "end_desk_alert",
    "escalate_alert",
    "expire_alerts",
    "issue_alone",
    "issue_to_desk",
    "remind_addressees",
    "sign_alert",
    "stand_down_alert",
]
