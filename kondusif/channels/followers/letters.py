"""What followers read: the question first, then news, each with the way to leave in one step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kondusif.alerts.models import Alert
from kondusif.channels.carriers import Letter
from kondusif.channels.followers.models import Bulletin, Follower
from kondusif.channels.kinds import Kind
from kondusif.channels.texts import local_moment
from kondusif.publication.models import NoticeVersion
from kondusif.publication.states import Change

LEVELS = ("HIJAU", "KUNING", "ORANYE", "MERAH")


@dataclass(frozen=True)
class Where:
    """An opened address and the proofs that stand in its links."""

    address: str
    keys: Mapping[str, str] = field(default_factory=dict)
    confirm: str = ""
    leave: str = ""


@dataclass(frozen=True)
class News:
    """What is told to everybody who follows a place."""

    key: str
    region_code: str
    subject: str
    body: str
    link: str
    is_urgent: bool = False


def at_home(name: str, *args: object) -> str:
    """This function will return the full address of a page."""
    return settings.PUBLIC_ADDRESS.rstrip("/") + reverse(name, args=args)


def question(follower: Follower) -> tuple[str, str]:
    """This function will return the subject and body of the letter that asks whether the address wants to follow."""
    with translation.override(follower.language):
        place = follower.region.title
        body = _(
            "Somebody asked that this address be told what the office announces for %(place)s. If it was you, open "
            "the address below and confirm. If not, do nothing: the address is deleted after two days."
        )
        return _("Confirm that you follow %(place)s") % {"place": place}, body % {"place": place}


def news_of_notice(version: NoticeVersion) -> News:
    """This function will return the news of a released, corrected or withdrawn notice; the mark stands in the subject."""
    notice = version.notice
    _pu, regency, year, n = notice.number.split("/")
    mark = "[RALAT] " if version.change == Change.CORRECTION else ""
    parts = [version.reason] if version.reason else []
    # What is true comes first; the claim itself is not passed on.
    parts += [p for p in (version.finding, version.body) if p]
    if notice.synthetic:
        parts.append("(Data sintetis: ini rekaan untuk peragaan.)")
    link = at_home("publication:notice", regency, int(year), int(n))
    key = f"notice:{version.pk}"
    return News(key, notice.region_id, f"{mark}{version.headline} · {notice.region.title}", "\n\n".join(parts), link)


def news_of_alert(alert: Alert, news: str) -> News:
    """This function will return the news of a warning for the public: issued, or over."""
    until = local_moment(alert.valid_until, alert.region.timezone)
    is_over = news != "issued"
    word = "Peringatan berakhir" if is_over else f"Peringatan {LEVELS[alert.level]}"
    parts = ["Peringatan ini tidak berlaku lagi."] if is_over else [alert.public_text, f"Berlaku sampai {until}."]
    if alert.synthetic:
        parts.append("(Data sintetis: ini rekaan untuk peragaan.)")
    link = at_home("publication:area", alert.region_id)
    subject = f"{word}: {alert.title} · {alert.region.title}"
    return News(f"alert:{news}:{alert.pk}", alert.region_id, subject, "\n\n".join(parts), link, not is_over)


def letter_for(bulletin: Bulletin, follower: Follower, where: Where, *, at: datetime) -> Letter:
    """This function will return one follower's letter of a piece of news, with the links that only they have."""
    key = f"follow:{bulletin.pk}:{follower.pk}"
    leave = at_home("followers:leave", follower.pk, where.leave)
    if follower.kind != Kind.EMAIL:
        return Letter(
            key, where.address, bulletin.subject, bulletin.body[:500], bulletin.link, where.keys,
            is_urgent=bulletin.is_urgent, at=at,
        )  # fmt: skip
    with translation.override(follower.language):
        ends = _("You get this because you follow %(place)s. To leave in one step: %(link)s") % {
            "place": follower.region.title, "link": leave,
        }  # fmt: skip
    if bulletin.asks_to_confirm:
        body = [bulletin.body, at_home("followers:confirm", follower.pk, where.confirm)]
        return Letter(key, where.address, bulletin.subject, "\n\n".join(body))
    one_click = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    body = [bulletin.body, bulletin.link, "-- \n" + ends]
    return Letter(
        key, where.address, bulletin.subject, "\n\n".join(body), bulletin.link, headers=one_click,
        is_urgent=bulletin.is_urgent,
    )  # fmt: skip
