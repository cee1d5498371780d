"""
The one policy table: which role may do which deed. Checks and the published matrix both come from it.

A deed is ``noun.verb``. An office allows a deed on things of its region and below. What depends on
the thing itself (who claimed it, whom it is about, its state) is the room's ``permissions.py`` or
``rules.py`` and can only narrow this table.
"""

from kondusif.people.roles import Role

R = Role
PUBLIC = "public"  # anybody, also without an account
SIGNED_IN = "signed_in"  # anybody with an account, also without an office

_HEADS = {R.REGIONAL_HEAD, R.REGIONAL_SECRETARY, R.AGENCY_HEAD}
_DESK = {R.DUTY_OPERATOR, R.ANALYST}
_COMMANDS = {R.POLICE_COMMAND, R.MILITARY_COMMAND}
_FIELD = {R.SUBDISTRICT_HEAD, R.VILLAGE_HEAD, R.VILLAGE_POLICE, R.VILLAGE_MILITARY, R.COMMUNITY_FORUM}
_LIAISONS = {R.EMB_LIAISON, R.OVERSIGHT_LIAISON}
_PARTNERS = _LIAISONS | {R.PROSECUTOR, R.COUNCIL_CHAIR, R.AGENCY_FOCAL, R.POLITICS_OFFICER}
_STAFF = _HEADS | _DESK | _COMMANDS | _FIELD | _PARTNERS | {R.PROVINCE_VIEWER}

POLICY: dict[str, frozenset[Role]] = {
    # reports: a citizen needs no deed to send one
    "report.enter": frozenset(_DESK | _FIELD),
    "report.import": frozenset({R.ANALYST, R.AGENCY_HEAD}),
    "report.read": frozenset(_HEADS | _DESK | {R.SUBDISTRICT_HEAD}),
    "report.answer": frozenset(_DESK),
    # who a reporter is: one asks with a reason, a second person approves, everything is written down first
    "contact.ask": frozenset(_DESK | {R.AGENCY_HEAD}),
    "contact.approve": frozenset({R.AGENCY_HEAD, R.REGIONAL_SECRETARY, R.PRIVACY_OFFICER}),
    "contact.ledger": frozenset(_DESK | {R.AGENCY_HEAD, R.REGIONAL_SECRETARY, R.PRIVACY_OFFICER, R.AUDITOR}),
    # calls: whoever answers the telephone of the desk
    "call.take": frozenset(_DESK),
    # triage
    "report.claim": frozenset(_DESK),
    "report.screen": frozenset(_DESK),
    "report.verify": frozenset(_DESK),
    "report.refer": frozenset(_DESK),
    "report.propose_hoax": frozenset({R.ANALYST}),
    "report.confirm_hoax": frozenset(_DESK | {R.AGENCY_HEAD}),
    "incident.read": frozenset(_HEADS | _DESK | _COMMANDS | _LIAISONS | {R.SUBDISTRICT_HEAD}),
    "incident.link": frozenset(_DESK),
    "incident.move": frozenset(_DESK),
    # detection
    "detection.read": frozenset(_HEADS | _DESK | _COMMANDS | {R.PROVINCE_VIEWER}),
    "detection.run": frozenset({R.ANALYST, R.AGENCY_HEAD}),
    "cluster.judge": frozenset({R.ANALYST, R.AGENCY_HEAD}),
    # ratings: besides the deed, the office's authority must be the rating's
    "rating.read": frozenset(_STAFF),
    "rating.write": frozenset({R.ANALYST, R.AGENCY_HEAD, R.POLICE_COMMAND, R.OVERSIGHT_LIAISON}),
    "rating.import": frozenset({R.ANALYST, R.AGENCY_HEAD}),
    "index.weigh": frozenset({R.ANALYST, R.AGENCY_HEAD}),
    # alerts
    "alert.read": frozenset(_STAFF),
    "alert.draft": frozenset(_DESK | {R.AGENCY_HEAD}),
    "alert.issue_yellow": frozenset({R.DUTY_OPERATOR, R.AGENCY_HEAD}),
    "alert.issue_orange": frozenset({R.AGENCY_HEAD}),
    "alert.issue_red": frozenset({R.AGENCY_HEAD}),
    "alert.countersign": frozenset({R.REGIONAL_HEAD, R.REGIONAL_SECRETARY, R.POLICE_COMMAND}),
    "alert.acknowledge": frozenset(_STAFF),
    "alert.escalate": frozenset(_DESK | {R.AGENCY_HEAD}),
    "alert.stand_down": frozenset({R.AGENCY_HEAD}),
    # public notices and checks of claims: whoever writes the words never releases them
    "public_notice.read": frozenset(_HEADS | _DESK | {R.SUBDISTRICT_HEAD, R.POLITICS_OFFICER}),
    "public_notice.draft": frozenset(_DESK | {R.AGENCY_HEAD, R.SUBDISTRICT_HEAD, R.POLITICS_OFFICER}),
    "public_notice.release": frozenset(_HEADS),
    # who was told by which way, and what a carrier refuses
    "delivery.read": frozenset(_HEADS | _DESK),
    "delivery.retry": frozenset(_DESK | {R.AGENCY_HEAD, R.ADMIN}),
    "duty.keep": frozenset(_HEADS | _DESK | {R.SUBDISTRICT_HEAD, R.POLICE_COMMAND, R.MILITARY_COMMAND}),
    "tell_rule.keep": frozenset({R.AGENCY_HEAD, R.DUTY_OPERATOR}),
    # the calendar of the office and the limits of law
    "deadline.read": frozenset(_STAFF),
    "calendar.keep": frozenset({R.REGIONAL_SECRETARY, R.AGENCY_HEAD, R.ANALYST, R.DUTY_OPERATOR}),
    # tasks
    "task.read": frozenset(_STAFF),
    # a camat chairs the Forkopimcam and directs the offices of the subdistrict
    "task.give": frozenset(_HEADS | {R.ANALYST, R.DUTY_OPERATOR, R.SUBDISTRICT_HEAD}),
    "task.do": frozenset(_STAFF),
    "task.verify": frozenset(_HEADS | {R.ANALYST, R.DUTY_OPERATOR, R.SUBDISTRICT_HEAD}),
    # meetings
    "meeting.read": frozenset(_STAFF),
    "body.edit": frozenset(_HEADS | {R.POLITICS_OFFICER, R.SUBDISTRICT_HEAD}),
    "contact.edit": frozenset(_HEADS | _DESK | {R.SUBDISTRICT_HEAD}),
    "meeting.plan": frozenset(_HEADS | _DESK | {R.POLITICS_OFFICER, R.SUBDISTRICT_HEAD}),
    # who approves minutes in the place of a chair that left: named by a head, never by the one who is named
    "meeting.name_chair": frozenset(_HEADS | {R.SUBDISTRICT_HEAD}),
    # documents
    "document.read": frozenset(_STAFF),
    "document.write": frozenset(_HEADS | _DESK | {R.POLITICS_OFFICER, R.SUBDISTRICT_HEAD}),
    "document.issue": frozenset(_HEADS | _DESK | {R.POLITICS_OFFICER, R.SUBDISTRICT_HEAD}),
    "document.withdraw": frozenset(_HEADS | {R.SUBDISTRICT_HEAD}),
    "document.format": frozenset({R.AGENCY_HEAD, R.SUBDISTRICT_HEAD, R.ADMIN}),
    "document.declassify": frozenset({R.AGENCY_HEAD}),
    # commitments and pacts
    "commitment.read": frozenset(_STAFF | {R.ORG_USER}),
    "commitment.draft": frozenset({R.POLITICS_OFFICER, R.ANALYST, R.DUTY_OPERATOR, R.AGENCY_HEAD}),
    "commitment.decide": frozenset(_HEADS),
    "commitment.collect": frozenset({R.POLITICS_OFFICER, R.ANALYST, R.DUTY_OPERATOR, R.AGENCY_HEAD}),
    "commitment.sign": frozenset(_STAFF | {R.ORG_USER}),
    "commitment.watch": frozenset({R.POLITICS_OFFICER, R.ANALYST, R.DUTY_OPERATOR, R.AGENCY_HEAD}),
    "breach.decide": frozenset({R.AGENCY_HEAD, R.REGIONAL_SECRETARY}),
    "certificate.revoke": frozenset({R.ADMIN, R.AGENCY_HEAD}),
    # action plans: a plan is written, approved and verified only in its own region, never from above
    "plan.read": frozenset(_STAFF),
    "plan.write": frozenset({R.AGENCY_HEAD, R.ANALYST, R.POLITICS_OFFICER}),
    "plan.approve": frozenset({R.REGIONAL_HEAD, R.REGIONAL_SECRETARY}),
    "plan.report": frozenset(_STAFF),
    "plan.verify": frozenset({R.AGENCY_HEAD, R.ANALYST}),
    "strategic_issue.read": frozenset(
        _HEADS | _DESK | _COMMANDS | _PARTNERS | {R.SUBDISTRICT_HEAD, R.COMMUNITY_FORUM, R.PROVINCE_VIEWER}
    ),
    "strategic_issue.write": frozenset({R.AGENCY_HEAD, R.ANALYST, R.DUTY_OPERATOR, R.POLITICS_OFFICER}),
    "conflict_status.read": frozenset(_STAFF),
    "conflict_status.propose": frozenset(_HEADS | {R.POLICE_COMMAND}),
    "conflict_status.answer": frozenset({R.COUNCIL_CHAIR, R.AGENCY_HEAD, R.REGIONAL_SECRETARY}),
    "conflict_status.declare": frozenset({R.REGIONAL_HEAD}),
    # earlier elections
    "history.read": frozenset(_STAFF),
    "history.write": frozenset({R.ANALYST, R.AGENCY_HEAD, R.POLITICS_OFFICER}),
    # the desk's day
    "daily.read": frozenset(_HEADS | _DESK | _COMMANDS | _FIELD | {R.PROVINCE_VIEWER}),
    "situation.write": frozenset(
        {R.SUBDISTRICT_HEAD, R.VILLAGE_HEAD, R.VILLAGE_POLICE, R.VILLAGE_MILITARY, R.DUTY_OPERATOR}
    ),
    "presence.declare": frozenset({R.SUBDISTRICT_HEAD, R.VILLAGE_HEAD}),
    "presence.read": frozenset(_HEADS | _DESK | {R.SUBDISTRICT_HEAD}),
    "absence.read": frozenset(_HEADS | _DESK | _FIELD | {R.AGENCY_FOCAL, R.POLITICS_OFFICER}),
    "absence.draft": frozenset(_DESK | {R.AGENCY_HEAD, R.REGIONAL_SECRETARY}),
    # one person with the authority issues alone, in the own region only (ADR 0025)
    "absence.issue": frozenset({R.REGIONAL_HEAD, R.REGIONAL_SECRETARY}),
    "absence.ask": frozenset({R.SUBDISTRICT_HEAD, R.VILLAGE_HEAD, R.AGENCY_FOCAL}),
    "absence.decide": frozenset({R.REGIONAL_HEAD, R.REGIONAL_SECRETARY}),
    "daily_report.read": frozenset(_HEADS | _DESK | {R.PROVINCE_VIEWER}),
    "daily_report.write": frozenset(_DESK | {R.AGENCY_HEAD}),
    "daily_report.approve": frozenset({R.REGIONAL_SECRETARY}),
    "daily_report.receive": frozenset(_HEADS | _DESK | {R.PROVINCE_VIEWER}),
    "press.draft": frozenset(_DESK | {R.AGENCY_HEAD}),
    "press.approve": frozenset({R.AGENCY_HEAD}),
    "lesson.write": frozenset(_HEADS | _DESK),
    "lesson.read": frozenset(_HEADS | _DESK | {R.SUBDISTRICT_HEAD}),
    # work without a signal: tasks, contacts and maps sealed on an own device for a while
    "provisions.take": frozenset(_FIELD | _DESK),
    # overviews
    "board.read": frozenset(_HEADS | _DESK | _COMMANDS | {R.PROVINCE_VIEWER, R.SUBDISTRICT_HEAD}),
    "map.read": frozenset(_STAFF),
    # the ways in: state of each channel, and another try for what went wrong
    "channel.read": frozenset(_DESK | {R.AGENCY_HEAD, R.ADMIN}),
    "channel.retry": frozenset(_DESK | {R.ADMIN}),
    # the installation
    "person.manage": frozenset({R.ADMIN}),
    # keys of other systems; what a key reads of incidents its issuer may read too
    "form.publish": frozenset({R.AGENCY_HEAD, R.ANALYST}),
    "form.fill": frozenset(_STAFF),
    "partner.manage": frozenset({R.AGENCY_HEAD, R.ADMIN}),
    "policy.read": frozenset({R.ADMIN, R.AUDITOR, R.PRIVACY_OFFICER, R.AGENCY_HEAD}),
    # keys of role groups: who is in a group stands in vault/groups.py
    "sealed.read": frozenset(_DESK | {R.AGENCY_HEAD}),
    "vault.found": frozenset({R.ANALYST, R.AGENCY_HEAD}),
    "vault.read": frozenset(_DESK | {R.AGENCY_HEAD, R.PRIVACY_OFFICER, R.AUDITOR}),
    # what leaves the house to other programs, and where to
    "webhook.manage": frozenset({R.ADMIN, R.AGENCY_HEAD}),
    "event.read": frozenset({R.AUDITOR, R.PRIVACY_OFFICER}),
}


def allows(deed: str, role: Role) -> bool:
    """
    This function will tell whether *role* gives *deed*.

    :raises KeyError: if the table has no such deed: a misspelt deed must never pass silently.
    """
    return role in POLICY[deed]
