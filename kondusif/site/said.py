"""What the audit trail calls events and what they are about: the words of every room, and those that no page but it needs."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kondusif.alerts import words as alerts
from kondusif.channels import words as channels
from kondusif.channels.calls import words as calls
from kondusif.channels.followers import words as followers
from kondusif.commitments import words as commitments
from kondusif.coordination import words as coordination
from kondusif.core.problems import Sentence
from kondusif.daily import words as daily
from kondusif.documents import words as documents
from kondusif.elections import words as elections
from kondusif.interop.webhooks import words as webhooks
from kondusif.meetings import words as meetings
from kondusif.plans import words as plans
from kondusif.publication import words as publication
from kondusif.pwa import words as pwa
from kondusif.triage import words as triage

_OTHERS: dict[str, Sentence] = {
    "address.renewed": _("Device renewed its way to be reached"),
    "app_password.guessed": _("App passwords are being guessed"),
    "app_password.made": _("App password made"),
    "app_password.revoked": _("App password revoked"),
    "attendance.noted": _("Attendance noted"),
    "attendance.withdrawn": _("Attendance taken back"),
    "boundaries.imported": _("Boundaries imported"),
    "calendar_key.made": _("Address of an own calendar made"),
    "calendar_key.revoked": _("Address of an own calendar revoked"),
    "call_tree.checked": _("Call tree checked by telephone"),
    "cluster.found": _("Cluster found"),
    "cluster.judged": _("Cluster judged"),
    "decision.added": _("Decision written down"),
    "demonstration.played": _("Demonstration loaded"),
    "detection.calibrated": _("Chance of an alarm simulated"),
    "detection.failed": _("Scan failed"),
    "detection.ran": _("Scan made"),
    "detection.requested": _("Scan ordered"),
    "directive.added": _("Directive written down"),
    "directive.ratification_due": _("Spoken directive waits for its ratification"),
    "directive.ratified": _("Spoken directive ratified"),
    "directive.unratified": _("Spoken directive not ratified"),
    "forecast.made": _("Forecast made"),
    "form.published": _("Form given to phones"),
    "form.retired": _("Form taken off phones"),
    "history.entered": _("Earlier election entered"),
    "holding.ended": _("Appointment ended"),
    "holding.started": _("Appointed"),
    "import.finished": _("Import finished"),
    "import.let_go": _("Import given up"),
    "import.ordered": _("Import ordered"),
    "import.retried": _("Import tried again"),
    "import.undo_ordered": _("Import is being withdrawn"),
    "import.undone": _("Import withdrawn"),
    "index.computed": _("Index worked out"),
    "index.scored": _("Expert's scores entered"),
    "index.set": _("Rules of the index set"),
    "issue.noted": _("Issue noted in a meeting"),
    "issue.raised": _("Issue raised in a meeting"),
    "number.added": _("Number entered in the directory"),
    "number.read": _("Number of the directory read"),
    "number.removed": _("Number taken out of the directory"),
    "partner_key.issued": _("Key given to a partner"),
    "partner_key.revoked": _("Key of a partner revoked"),
    "person.cut_off": _("Sign-ins ended"),
    "person.opened": _("Account opened"),
    "rating.given": _("Rating given"),
    "rating.import_checked": _("Table of ratings checked"),
    "rating.import_discarded": _("Table of ratings dropped"),
    "residents.set": _("Numbers of residents entered"),
    "tenant.created": _("Office uses the installation"),
    "vault.founded": _("Key of a group founded"),
    "vault.given": _("Key of a group given to a member"),
    "vault.recovered": _("Key of a group restored from papers"),
    "vault.rotated": _("Key of a group changed"),
    "vault.taken_back": _("Key of a group taken back"),
    "vault.way_added": _("Way to open a key added"),
    "vault.way_dropped": _("Way to open a key dropped"),
}
_ROOMS = (
    alerts, channels, calls, followers, commitments, coordination, daily, documents, elections, webhooks, meetings,
    plans, publication, pwa, triage,
)  # fmt: skip
EVENTS: dict[str, Sentence] = _OTHERS | {name: said for room in _ROOMS for name, said in room.EVENTS.items()}

SUBJECTS: dict[str, Sentence] = {
    "alerts.alert": pgettext_lazy("about", "warning"),
    "channels.address": pgettext_lazy("about", "way to be reached"),
    "channels.bulletin": pgettext_lazy("about", "news to followers"),
    "channels.call": pgettext_lazy("about", "call"),
    "channels.caller": pgettext_lazy("about", "caller"),
    "channels.delivery": pgettext_lazy("about", "message to a person"),
    "channels.duty": pgettext_lazy("about", "duty"),
    "channels.follower": pgettext_lazy("about", "follower"),
    "channels.inboundmessage": pgettext_lazy("about", "incoming message"),
    "channels.tellrule": pgettext_lazy("about", "rule of telling"),
    "commitments.certificate": pgettext_lazy("about", "certificate"),
    "commitments.commitment": pgettext_lazy("about", "commitment"),
    "coordination.task": pgettext_lazy("about", "task"),
    "daily.absenceorder": pgettext_lazy("about", "ban on leave or travel"),
    "daily.dailyreport": pgettext_lazy("about", "daily report"),
    "daily.exceptionrequest": pgettext_lazy("about", "request for an exception"),
    "daily.lesson": pgettext_lazy("about", "lesson"),
    "daily.presencecheck": pgettext_lazy("about", "report of presence"),
    "daily.pressnote": pgettext_lazy("about", "press note"),
    "daily.silence": pgettext_lazy("about", "missing report"),
    "daily.situationreport": pgettext_lazy("about", "situation report"),
    "detection.calibration": pgettext_lazy("about", "simulation"),
    "detection.cluster": pgettext_lazy("about", "cluster"),
    "detection.forecast": pgettext_lazy("about", "forecast"),
    "detection.run": pgettext_lazy("about", "scan"),
    "documents.document": pgettext_lazy("about", "document"),
    "documents.letterhead": pgettext_lazy("about", "letterhead"),
    "documents.takennumber": pgettext_lazy("about", "number used by hand"),
    "documents.template": pgettext_lazy("about", "form of a document"),
    "elections.pastelection": pgettext_lazy("about", "earlier election"),
    "elections.regionalday": pgettext_lazy("about", "regional day off"),
    "interop.apppassword": pgettext_lazy("about", "app password"),
    "interop.calendarkey": pgettext_lazy("about", "calendar"),
    "interop.capmessage": pgettext_lazy("about", "CAP message"),
    "interop.fieldform": pgettext_lazy("about", "form"),
    "interop.partnerkey": pgettext_lazy("about", "key of a partner"),
    "interop.webhookendpoint": pgettext_lazy("about", "address of a program"),
    "meetings.attendance": pgettext_lazy("about", "attendance"),
    "meetings.body": pgettext_lazy("about", "body"),
    "meetings.decision": pgettext_lazy("about", "decision"),
    "meetings.directive": pgettext_lazy("about", "directive"),
    "meetings.meeting": pgettext_lazy("about", "meeting"),
    "meetings.minutes": pgettext_lazy("about", "minutes"),
    "meetings.phonenumber": pgettext_lazy("about", "number of the directory"),
    "people.groupkey": pgettext_lazy("about", "key of a group"),
    "people.holding": pgettext_lazy("about", "appointment"),
    "people.person": pgettext_lazy("about", "person"),
    "plans.actionplan": pgettext_lazy("about", "action plan"),
    "plans.conflictstatus": pgettext_lazy("about", "status of conflict"),
    "plans.measure": pgettext_lazy("about", "measure"),
    "plans.periodreport": pgettext_lazy("about", "report on a measure"),
    "plans.strategicissue": pgettext_lazy("about", "strategic issue"),
    "publication.publicnotice": pgettext_lazy("about", "public notice"),
    "publication.release": pgettext_lazy("about", "issue of the public map"),
    "pwa.devicelease": pgettext_lazy("about", "device"),
    "ratings.importbatch": pgettext_lazy("about", "table of ratings"),
    "ratings.indexrun": pgettext_lazy("about", "index"),
    "ratings.rating": pgettext_lazy("about", "rating"),
    "regions.region": pgettext_lazy("about", "region"),
    "regions.tenant": pgettext_lazy("about", "office"),
    "reports.disclosure": pgettext_lazy("about", "request for a contact"),
    "reports.report": pgettext_lazy("about", "report"),
    "reports.sheetimport": pgettext_lazy("about", "import"),
    "triage.incident": pgettext_lazy("about", "incident"),
}


def event_name(code: str) -> Sentence:
    """This function will return what people call the event *code*, or the code where nobody has named it."""
    return EVENTS.get(code, code)


def subject_name(kind: str) -> Sentence:
    """This function will return what people call the *kind* of thing that an event is about."""
    return SUBJECTS.get(kind, kind)
