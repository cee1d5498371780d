"""What every page knows: who looks, for which office, what they may open, and in which language."""

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kondusif.people.policy import POLICY, SIGNED_IN
from kondusif.people.viewers import CITIZEN, Viewer
from kondusif.site.jinja import url_or_none
from kondusif.site.waiting import WAITING, badge, counted

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Door:
    """A room's entry in the navigation: the view, the deed that opens it, its letter after ``g``."""

    view: str
    label: str | Promise
    icon: str
    deed: str
    key: str = ""


DOORS = (
    Door("board:morning", _("Morning board"), "board", "board.read", "p"),
    Door("board:map", _("Map"), "map", "map.read", "m"),
    Door("triage:queue", _("Triage"), "queue", "report.claim", "t"),
    Door("calls:desk", _("Telephone"), "phone", "call.take", "v"),
    Door("reports:list", _("Reports"), "report", "report.read", "l"),
    Door("reports:disclosures", _("Contacts of reporters"), "contact", "contact.ledger"),
    Door("triage:incidents", _("Incidents"), "incident", "incident.read", "k"),
    Door("detection:clusters", _("Clusters"), "cluster", "detection.read", "g"),
    Door("ratings:list", _("Ratings"), "rating", "rating.read", "n"),
    Door("alerts:list", _("Alerts"), "alert", "alert.read", "w"),
    Door("publication:manage", _("Public notices"), "notice", "public_notice.read", "q"),
    Door("coordination:tasks", _("Tasks"), "task", "task.read", "u"),
    Door("meetings:list", _("Meetings"), "people", "meeting.read", "r"),
    Door("daily:today", _("Daily reports"), "day", "daily.read", "h"),
    Door("commitments:list", _("Commitments"), "sign", "commitment.read", "i"),
    Door("plans:list", _("Action plans"), "plan", "plan.read", "a"),
    Door("elections:deadlines", _("Deadlines"), "deadline", "deadline.read", "e"),
    Door("documents:list", _("Documents"), "document", "document.read", "d"),
    Door("people:people", _("People and offices"), "office", "person.manage", "o"),
    Door("channels:ways_in", _("Channels"), "channel", "channel.read"),
    Door("channels:settings", _("Notifications"), "bell", "alert.read"),
    Door("interop:forms", _("Field forms"), "form", "form.publish"),
    Door("interop:webhooks", _("Outgoing webhooks"), "out", "webhook.manage"),
    Door("interop:keys", _("Partners' systems"), "link", "partner.manage"),
    Door("people:keys", _("Keys for sealed words"), "key", "vault.read"),
    Door("people:policy", _("Permissions"), "shield", "policy.read"),
    Door("people:events", _("Audit trail"), "history", "event.read"),
)


@dataclass(frozen=True)
class NavItem:
    """One line of the navigation as this person sees it."""

    label: str
    url: str
    icon: str
    key: str
    current: bool = False
    count: str = ""
    count_label: str = ""


@dataclass(frozen=True)
class Frame:
    """Everything the layouts read; costly parts are worked out only when a template asks for them."""

    request: HttpRequest
    viewer: Viewer
    demo: bool
    languages: tuple[tuple[str, str], ...] = field(default_factory=tuple)

    @property
    def path(self) -> str:
        """Where a language or theme switch returns to: only a page that GET can open again."""
        return self.request.get_full_path() if self.request.method in {"GET", "HEAD"} else "/"

    @property
    def theme(self) -> str:
        chosen = self.request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else ""

    @property
    def messages(self):
        return get_messages(self.request)

    @property
    def person(self) -> str:
        return self.viewer.name

    @property
    def person_id(self) -> str:
        """Whose words a page may give back after a sign-in."""
        return str(self.viewer.person_id or "")

    @property
    def office(self) -> str:
        return self.viewer.title

    @property
    def tenant(self) -> str:
        tenant = getattr(self.request, "tenant", None)
        return tenant.name if tenant else ""

    @cached_property
    def nav(self) -> list[NavItem]:
        here = max((i for i in self._doors.values() if self._lies_in(i.url)), key=lambda i: len(i.url), default=None)
        counts = self._counts()
        return [
            replace(
                item,
                current=item is here,
                count=badge(counts[view]),
                count_label=str(WAITING[view][1]) if view in WAITING else "",
            )
            for view, item in self._doors.items()
        ]

    @cached_property
    def _doors(self) -> dict[str, NavItem]:
        return {door.view: item for door in DOORS if (item := self._item(door))}

    def _lies_in(self, href: str) -> bool:
        return self.request.path == href or (
            href.endswith("/") and len(href) > 1 and self.request.path.startswith(href)
        )

    def _item(self, door: Door) -> NavItem | None:
        if door.deed != SIGNED_IN and not (door.deed in POLICY and self.viewer.may(door.deed)):
            return None
        href = url_or_none(door.view)
        return None if href is None else NavItem(str(door.label), href, door.icon, door.key)

    def _counts(self) -> Counter[str]:
        # A page about a trouble has to stand when the database does not.
        if getattr(self.request, "is_in_trouble", False) or not hasattr(self.request, "at"):
            return Counter()
        return counted(self.viewer, self._doors, at=self.request.at)

    @property
    def home(self) -> str:
        return next((item.url for item in self._doors.values()), None) or self.public_url or "/"

    @property
    def public_url(self) -> str | None:
        return url_or_none("publication:home")

    @property
    def follow_url(self) -> str | None:
        return url_or_none("reports:follow")

    @property
    def login_url(self) -> str | None:
        return url_or_none("account_login")

    @property
    def logout_url(self) -> str | None:
        return url_or_none("account_logout")

    @property
    def account_url(self) -> str | None:
        return url_or_none("mfa_index")

    @property
    def language_url(self) -> str | None:
        return url_or_none("set_language")

    @property
    def theme_url(self) -> str | None:
        return url_or_none("set_theme")


def frame_of(request: HttpRequest) -> Frame:
    """This function will return the frame of *request* for views that need to know where its doors lead."""
    viewer = getattr(request, "viewer", CITIZEN)
    return Frame(request, viewer, demo=settings.DEMO, languages=tuple(settings.LANGUAGES))


def page(request: HttpRequest) -> dict[str, object]:
    """This function will give every template ``frame``, ``viewer`` and the moment ``at`` of the request."""
    frame = frame_of(request)
    return {"frame": frame, "viewer": frame.viewer, "at": getattr(request, "at", None)}
