"""
What follows from what: one table from event names to the tasks of later rooms, and one of the clock.

An earlier room never calls a later one; it records an event, and the line here does the rest. Each
task gets ``event_id``, those of IN_NUMBERS several as ``event_ids``. A name without a task, or a task without a name, fails a test.
"""

SUBSCRIPTIONS: dict[str, tuple[str, ...]] = {
    "report.received": ("triage.take_in",),
    "report.verified": ("alerts.consider_reports", "ratings.rate_after_event"),
    "incident.opened": ("ratings.rate_after_event", "ratings.index_after_event"),
    "incident.merged": ("ratings.index_after_event",),
    "incident.unmerged": ("ratings.index_after_event",),
    "incident.linked": ("ratings.rate_after_event", "ratings.index_after_event"),
    "incident.unlinked": ("ratings.rate_after_event", "ratings.index_after_event"),
    "incident.moved": ("alerts.consider_reports", "ratings.rate_after_event"),
    "detection.ran": ("ratings.rate_after_event",),
    "cluster.judged": ("ratings.rate_after_event",),
    "cluster.found": ("alerts.consider_cluster",),
    "rating.given": ("alerts.consider_rating",),
    "alert.issued": (
        "channels.tell_of_alert",
        "interop.write_cap",
        "interop.tell_webhooks",
        "channels.tell_followers",
        "ratings.rate_after_event",
    ),
    "alert.escalated": ("channels.tell_of_alert", "interop.write_cap", "interop.tell_webhooks"),
    "alert.reminded": ("channels.tell_of_alert",),
    "alert.climbed": ("channels.tell_of_alert",),
    "alert.stood_down": (
        "channels.tell_of_alert",
        "interop.write_cap",
        "interop.tell_webhooks",
        "channels.tell_followers",
        "ratings.rate_after_event",
    ),
    "alert.expired": (
        "channels.tell_of_alert",
        "interop.write_cap",
        "interop.tell_webhooks",
        "channels.tell_followers",
        "ratings.rate_after_event",
    ),
    "notice.released": ("interop.tell_webhooks",),
    "public_notice.released": ("channels.tell_followers", "interop.tell_webhooks"),
    "public_notice.corrected": ("channels.tell_followers", "interop.tell_webhooks"),
    "public_notice.withdrawn": ("channels.tell_followers", "interop.tell_webhooks"),
    "commitment.opened": ("channels.tell_of_commitment",),
    "commitment.reworded": ("channels.tell_of_commitment",),
    "commitment.reminded": ("channels.tell_of_commitment",),
    "holding.ended": ("commitments.revoke_certificates", "pwa.end_leases"),
    "holding.suspended": ("pwa.end_leases",),
    "person.cut_off": ("commitments.revoke_certificates", "pwa.end_leases"),
    "task.given": ("channels.tell_of_task", "coordination.move_reports_on"),
    "task.accepted": ("coordination.move_reports_on",),
    "task.progressed": ("coordination.move_reports_on",),
    "task.done": ("channels.tell_of_task",),
    "task.sent_back": ("channels.tell_of_task",),
    "task.reminded": ("channels.tell_of_task",),
    "task.raised": ("channels.tell_of_task",),
    "meeting.invited": ("channels.tell_of_meeting",),
    "meeting.reminded": ("channels.tell_of_meeting",),
    "meeting.changed": ("channels.tell_of_meeting",),
    "meeting.cancelled": ("channels.tell_of_meeting",),
    "minutes.approved": ("meetings.print_minutes",),
    "minutes.corrected": ("meetings.print_minutes",),
    "directive.ratification_due": ("channels.tell_of_directive",),
    "directive.unratified": ("channels.tell_of_directive",),
    "task.verified": ("coordination.move_reports_on",),
    "issue.raised": ("plans.take_issue",),
    "measure.reminded": ("channels.tell_of_measure",),
    "measure.overdue": ("channels.tell_of_measure",),
    "daily_report.sent": ("channels.tell_of_daily_report",),
    "silence.deepened": ("daily.warn_of_silence",),
    "silence.ended": ("daily.end_warning",),
}

# What follows from every report, however many come. Its job costs more than its work, so one job takes many events that
# wait together; and it stands behind all other jobs, so that a flood of reports holds up no warning.
IN_NUMBERS: dict[str, str] = {"triage.take_in": "triage.take_in_each"}
TOGETHER = 20
BEHIND = -1

# Five-field cron in UTC -> each task gets ``timestamp``, the planned moment in Unix seconds.
SCHEDULE: dict[str, str] = {
    "triage.escalate_overdue": "*/5 * * * *",
    "triage.catch_up": "23 * * * *",
    "site.forget_finished_jobs": "17 18 * * *",
    "reports.forget_uploads": "37 18 * * *",
    "alerts.watch_clocks": "* * * * *",
    # Call trees that nobody answers, and messages whose time has come.
    "channels.watch": "* * * * *",
    "meetings.watch_oral_directives": "*/10 * * * *",
    "coordination.remind_unaccepted": "*/10 * * * *",
    # 06.00, 12.00 and 18.00 WIB.
    "publication.release_maps": "0 5,11,23 * * *",
    # 08.05 WIB: what ran out yesterday, and who still has to sign what closes soon.
    "commitments.watch_terms": "5 1 * * *",
    "detection.scan_every_tenant": "7 * * * *",
    "detection.scan_incidents_of_every_tenant": "37 * * * *",
    # Before the morning board: 05.20 and 01.40 WIB.
    "detection.listen_for_silence": "20 22 * * *",
    "detection.calibrate_every_tenant": "40 18 * * *",
    "detection.forecast_every_tenant": "40 21 * * *",
    "ratings.rate_every_tenant": "*/15 * * * *",
    "channels.tidy_followers": "*/15 * * * *",
    "channels.tidy_calls": "3 * * * *",
    "interop.sweep_webhooks": "*/5 * * * *",
    "interop.forget_guesses": "41 * * * *",
    "plans.end_statuses": "*/5 * * * *",
    "plans.call_for_reports": "31 * * * *",
    "daily.watch_silence": "*/10 * * * *",
    "channels.tidy_talks": "11 * * * *",
    "channels.poll_mailbox": "* * * * *",
    "channels.watch_telegram": "17 * * * *",
    "ratings.index_every_tenant": "50 21 * * *",
    # Also after a midnight without power: an order must not begin or end a day late.
    "daily.advance_orders": "*/10 * * * *",
}
