"""Noticing which subdistricts say nothing, and telling the desk."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kondusif.alerts.actions import AlertDraft, end_desk_alert, issue_to_desk
from kondusif.alerts.models import Alert
from kondusif.alerts.states import Level
from kondusif.core.actions import record
from kondusif.daily.models import Silence
from kondusif.daily.queries.silence import SilentArea, silent_areas
from kondusif.daily.rules import ALARM_AFTER
from kondusif.people.viewers import SYSTEM

GOOD_FOR = timedelta(days=1)


@transaction.atomic
def notice_silence(region_code: str, *, at: datetime) -> list[Silence]:
    """
    This function will open, deepen and end the silences of a tenant's subdistricts and return those that deepened.

    The event of the second missed report is what the desk's warning comes from.
    """
    quiet = {area.code: area for area in silent_areas(SYSTEM, region_code, at)}
    standing = {
        silence.region_id: silence
        for silence in Silence.objects.select_for_update().filter(
            region__code__startswith=f"{region_code}.", ended_at=None
        )
    }
    for code, silence in standing.items():
        if code not in quiet:
            silence.ended_at = at
            silence.save(update_fields=["ended_at"])
            record("silence.ended", subject=silence, by=SYSTEM, at=at)
    noticed = (_notice(area, standing.get(code), at) for code, area in quiet.items())
    return [silence for silence in noticed if silence is not None]


def _notice(area: SilentArea, silence: Silence | None, at: datetime) -> Silence | None:
    """The silence, if with this look it has become one that the desk must be warned of."""
    was = silence.n_missed if silence else 0
    if silence is None:
        silence = Silence.objects.create(region_id=area.code, since=area.since, n_missed=area.n_missed, noticed_at=at)
        record("silence.began", subject=silence, by=SYSTEM, at=at, n_missed=area.n_missed)
    elif area.n_missed != was:
        silence.n_missed, silence.since = area.n_missed, area.since
        silence.save(update_fields=["n_missed", "since"])
    if not was < ALARM_AFTER <= area.n_missed:
        return None
    record("silence.deepened", subject=silence, by=SYSTEM, at=at, n_missed=area.n_missed)
    return silence


@transaction.atomic
def warn_of_silence(*, silence_id: UUID, at: datetime) -> Alert | None:
    """
    This function will issue a yellow warning on a silent subdistrict to the desk alone, without a signature.

    Rule (e) of the specification, section 3.11: the desk has to phone, nobody has to be alarmed. Twice
    asked it issues once; of a silence that ended meanwhile nobody is warned.
    """
    silence = Silence.objects.select_for_update(of=("self",)).select_related("region").get(pk=silence_id)
    if silence.ended_at is not None or silence.alert_id is not None:
        return None
    with translation.override("id"):
        draft = _worded(silence, at)
    silence.alert = issue_to_desk(draft=draft, by=SYSTEM, at=at)
    silence.save(update_fields=["alert"])
    return silence.alert


def _worded(silence: Silence, at: datetime) -> AlertDraft:
    place = silence.region.title
    since = silence.since.astimezone(ZoneInfo(silence.region.timezone))
    words = {"n": silence.n_missed, "place": place, "since": f"{since:%d-%m-%Y %H.%M}"}
    situation = ngettext(
        "%(n)d report due from %(place)s did not come, since %(since)s. That is not a sign of calm.",
        "%(n)d reports due from %(place)s did not come, since %(since)s. That is not a sign of calm.",
        silence.n_missed,
    )
    return AlertDraft(
        level=Level.YELLOW, title=_("%(place)s is silent") % words, situation=situation % words,
        action=_("Desk: phone the head of subdistrict or the officer on duty now, and write down what you hear."),
        region_code=silence.region_id, valid_until=at + GOOD_FOR,
        reasons=[{"code": "silent", "n": str(silence.n_missed)}], trigger_key=f"silent:{silence.region_id}:",
    )  # fmt: skip


@transaction.atomic
def end_warning_of_silence(*, silence_id: UUID, at: datetime) -> None:
    """This function will end the desk's warning when the subdistrict has spoken again."""
    silence = Silence.objects.get(pk=silence_id)
    if silence.alert_id is not None:
        with translation.override("id"):
            reason = _("The subdistrict has reported again.")
        end_desk_alert(alert_id=silence.alert_id, reason=reason, by=SYSTEM, at=at)
