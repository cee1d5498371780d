"""What pages hand to the modules that seal and open words in the browser; nothing secret is among it."""

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import Problem
from kondusif.people.models import KeyGrant
from kondusif.people.vault.queries import for_browser, grants_of, key_for
from kondusif.people.viewers import Viewer
from kondusif.reports.categories import SEALED_TO
from kondusif.reports.envelopes import in_base64, keys_for_form, sealed_in
from kondusif.reports.models import Message, Report, SealedText
from kondusif.reports.queries import FollowUp, sealed_words
from kondusif.reports.rules import TEXT_MAX, SealedWords
from kondusif.reports.telltale import Finding, findings


def for_form() -> dict[str, object]:
    """This function will return the keys to which the form of citizens seals, and for which categories."""
    keys = keys_for_form()
    groups = {key["group"] for key in keys}
    wanted = {category: group.value for category, group in SEALED_TO.items() if group.value in groups}
    return {"seal_keys": json.dumps(keys), "seal_categories": json.dumps(wanted), "can_be_sealed": bool(wanted)}


def hints_of(typed: Mapping[str, str]) -> list[Finding]:
    """This function will return what in typed words may tell who wrote them, where nobody has said it yet: it is asked once."""
    if typed.get("told") or typed.get("sealed"):
        return []
    return findings(typed.get("text", "")[:TEXT_MAX])


def for_talk(found: FollowUp) -> dict[str, object] | None:
    """This function will return what the reporter's page needs to read and write sealed lines, or None."""
    if found.sealed is None:
        return None
    report = found.report
    key = key_for(report.region_id, found.sealed.key.group)
    now = (str(key.id), key.public) if key else (str(found.sealed.key_id), in_base64(found.sealed.key.public_key))
    answers = {m.pk: in_base64(m.sealed.answer) for m in found.messages if hasattr(m, "sealed") and not m.from_reporter}
    return {"key": now[0], "public": now[1], "reading": in_base64(found.sealed.reading_key), "answers": answers}


def sealed_line(typed: Mapping[str, str], found: FollowUp) -> SealedWords | None:
    """
    This function will return the sealed words of a line to the desk, or None where it is to go as it is.

    :raises Problem: if words of a sealed talk come unsealed and nobody said that this is meant.
    """
    if found.sealed is None:
        return None
    sealed = sealed_in(typed)
    if sealed is None and not typed.get("unsealed"):
        sentence = _(
            "This line is not sealed. Tick that you want to send it all the same, or use a browser that can seal."
        )
        raise Problem("message.unsealed", sentence, fields={"text": sentence})
    return sealed


def key_of_photos(typed: Mapping[str, str], found: FollowUp, *, n_plain: int, n_sealed: int) -> UUID | None:
    """
    This function will return the key to which photos of the reporter's page are sealed, or None where none are.

    :raises Problem: if photos of a sealed report come unsealed and nobody said that this is meant.
    """
    if found.sealed is not None and n_plain and not typed.get("unsealed"):
        sentence = _(
            "These photos are not sealed. Tick that you want to send them all the same, or use a browser that can seal."
        )
        raise Problem("photo.unsealed", sentence)
    try:
        return UUID(typed.get("sealed_key", "")) if n_sealed else None
    except ValueError:
        raise Problem("photo.malformed", _("A sealed photo arrived damaged. Choose it again.")) from None


def for_desk(report: Report, viewer: Viewer, talk: Iterable[Message]) -> dict[str, object] | None:
    """This function will return what an officer's page needs to open and answer sealed words, or None."""
    words = sealed_words(report)
    if words is None:
        return None
    key = key_for(report.region_id, words.key.group)
    grants = grants_of(viewer)
    return {
        "is_held": bool(grants),
        "words": _shown(words, grants),
        "reading": in_base64(words.reading_key),
        "key": str(key.id) if key else str(words.key_id),
        "public": key.public if key else in_base64(words.key.public_key),
        "grants": json.dumps(for_browser(grants)),
        "by_passphrase": any(not grant.is_passkey for grant in grants),
        "by_passkey": any(grant.is_passkey for grant in grants),
        "lines": {m.pk: _shown(m.sealed, grants) for m in talk if hasattr(m, "sealed")},
    }


def _shown(words: SealedText, grants: list[KeyGrant]) -> dict[str, str]:
    # Whoever holds no key gets no envelope either: each one that leaves is a reading, and written down.
    return {"envelope": in_base64(words.envelope) if grants else "", "key": str(words.key_id)}
