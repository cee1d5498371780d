"""Signing: by touch, by a typed name, by a scanned paper, each bound to one wording."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kondusif.commitments.actions.drafting import locked, settle_state
from kondusif.commitments.models import Commitment, Party, ScanCheck, Signing, SigningLink, TextVersion
from kondusif.commitments.permissions import check_can, check_can_confirm, check_can_sign
from kondusif.commitments.queries import current_version, digest_of, effective
from kondusif.commitments.rules import LINK_LASTS, LINK_LASTS_MOST, clean_strokes
from kondusif.commitments.states import SIGNABLE, Method
from kondusif.core.actions import record
from kondusif.core.problems import Conflict, NotFound, Problem
from kondusif.people.viewers import Viewer
from kondusif.reports.photos import Photo, store_photos


@dataclass(frozen=True)
class Ink:
    """What came from a phone: strokes, or a typed name with a tick; *client_id* is the phone's own number for it."""

    strokes: Any = ()
    typed_name: str = ""
    confirmed: bool = False
    client_id: UUID | None = None


@transaction.atomic
def sign_by_hand(*, party_id: UUID, seen: str, ink: Ink, by: Viewer, at: datetime) -> Signing:
    """
    This function will sign for the viewer's own office, by touch or by a typed name.

    *seen* is the mark of the wording that was on the page.

    :raises NotAllowed: if *by* does not hold the party's office.
    :raises Conflict: if the wording was replaced meanwhile, or this party has signed it already.
    """
    party, row = _party(party_id)
    if earlier := _sent_before(party, ink.client_id):
        return earlier
    grant = check_can_sign(by, party)
    version = check_signable(row, party, seen, at)
    method, content = _content(ink)
    signing = Signing.objects.create(
        party=party, version=version, method=method, at=at, person_id=by.person_id, office_id=grant.office_id,
        client_id=ink.client_id, **content,
    )  # fmt: skip
    return settle(row, signing, by, at, grant.region_code)


@transaction.atomic
def hand_over_link(
    *, party_id: UUID, by: Viewer, at: datetime, lasts: timedelta = LINK_LASTS
) -> tuple[SigningLink, str]:
    """
    This function will make a link with which a party signs once, and return it with its secret word.

    :raises NotAllowed: if no office of *by* collects signatures here.
    :raises Conflict: if nothing is to be signed.
    """
    party, row = _party(party_id)
    grant = check_can(by, "commitment.collect", row.region_id)
    version = check_signable(row, party, current_version(row).mark, at)
    token = secrets.token_urlsafe(24)
    link = SigningLink.objects.create(
        party=party, version=version, digest=digest_of(token), made_at=at, made_by_id=by.person_id,
        office_id=grant.office_id, expires_at=at + min(lasts, LINK_LASTS_MOST),
    )  # fmt: skip
    record("commitment.link_handed", subject=row, by=by, at=at, party=str(party.pk))
    return link, token


@transaction.atomic
def sign_by_link(*, token: str, seen: str, ink: Ink, agreed_to_name: bool, by: Viewer, at: datetime) -> Signing:
    """
    This function will sign for a party without account, with a link that was handed over.

    :raises NotFound: if there is no such link.
    :raises Conflict: if the link was used or is past its time, or the wording was replaced meanwhile.
    """
    link = SigningLink.objects.select_related("party").filter(digest=digest_of(token)).first()
    if link is None:
        raise NotFound("commitment.no_link", _("This link is not known. Ask the officer for a new one."))
    row = locked(link.party.commitment_id)
    link.refresh_from_db()  # under the lock: two taps arrive together
    if earlier := _sent_before(link.party, ink.client_id):
        return earlier
    check_link(link, at)
    version = check_signable(row, link.party, seen, at)
    method, content = _content(ink)
    signing = Signing.objects.create(
        party=link.party, version=version, method=method, at=at, link=link, person_id=link.made_by_id,
        office_id=link.office_id, client_id=ink.client_id, **content,
    )  # fmt: skip
    link.used_at = at
    link.save(update_fields=["used_at"])
    if agreed_to_name and not link.party.agreed_to_name:
        Party.objects.filter(pk=link.party_id).update(agreed_to_name=True)
    return settle(row, signing, by, at, row.region_id)


@transaction.atomic
def upload_scan(*, party_id: UUID, seen: str, photo: Photo, by: Viewer, at: datetime) -> Signing:
    """
    This function will keep a scanned signature, a picture already made anew from its pixels; it counts once a
    second officer has confirmed it.

    :raises Conflict: if a scan waits already, the party has signed, or the wording was replaced.
    """
    party, row = _party(party_id)
    grant = check_can(by, "commitment.collect", row.region_id)
    version = check_signable(row, party, seen, at)
    if party.signings.filter(version=version, method=Method.SCAN, check_of_scan=None).exists():
        raise Conflict("commitment.scan_waits", _("A scan of this party waits for confirmation already."))
    [stored] = store_photos([photo])  # on disk before the row that names it
    signing = Signing.objects.create(
        party=party, version=version, method=Method.SCAN, at=at, scan_path=stored.path, scan_sha256=photo.sha256,
        person_id=by.person_id, office_id=grant.office_id,
    )  # fmt: skip
    record("commitment.scan_uploaded", subject=row, by=by, at=at, party=str(party.pk))
    return signing


@transaction.atomic
def judge_scan(*, signing_id: UUID, accepted: bool, note: str, by: Viewer, at: datetime) -> ScanCheck:
    """
    This function will note whether a scan shows the party's signature under the wording in force.

    :raises NotAllowed: if *by* uploaded it.
    :raises Conflict: if it was judged already, or the wording was replaced meanwhile.
    :raises Problem: if it is refused without saying why.
    """
    signing = Signing.objects.select_related("party", "version").filter(pk=signing_id, method=Method.SCAN).first()
    if signing is None:
        raise NotFound("commitment.no_scan", _("There is no such scanned page."))
    row = locked(signing.party.commitment_id)
    grant = check_can_confirm(by, signing, row)
    if ScanCheck.objects.filter(signing=signing).exists():
        raise Conflict("commitment.scan_judged", _("A colleague has judged this scan already."))
    if not accepted and not note.strip():
        raise Problem("commitment.no_note", _("Say what is wrong with the scan."), fields={"note": _("Say why.")})
    if accepted:
        check_signable(row, signing.party, signing.version.mark, at)
    check = ScanCheck.objects.create(
        signing=signing, accepted=accepted, note=note.strip()[:500], at=at, by_id=by.person_id,
        office_id=grant.office_id,
    )  # fmt: skip
    if accepted:
        settle(row, signing, by, at, row.region_id)
    else:
        record("commitment.scan_refused", subject=row, by=by, at=at, party=str(signing.party_id))
    return check


def check_signable(row: Commitment, party: Party, seen: str, at: datetime) -> TextVersion:
    """
    This function will return the wording to be signed, if it is the one the signer *seen*.

    :raises Conflict: if nothing is open for signature, the wording was replaced, or the party has signed it.
    """
    version = current_version(row)
    if row.state not in SIGNABLE and effective(_signings(party), version.pk) is None:
        raise Conflict("commitment.not_open", _("This commitment is not open for signature at this moment."))
    if row.closes_at and row.closes_at < at:
        raise Conflict("commitment.closed_day", _("The time for signatures is over. Ask the office that keeps it."))
    if seen != version.mark:
        raise Conflict(
            "commitment.old_text",
            _("The text was replaced by version %(number)s. Read it and sign again; a signature on the old text does not count.")
            % {"number": version.number},
        )  # fmt: skip
    if effective(_signings(party), version.pk) is not None:
        raise Conflict("commitment.signed_already", _("This party has signed already."))
    return version


def check_link(link: SigningLink, at: datetime) -> None:
    """
    This function will let pass a link that nobody used and whose time has not run out.

    :raises Conflict: if not.
    """
    if link.used_at is not None:
        raise Conflict("commitment.link_used", _("This link was used already. A link signs once."))
    if link.expires_at < at:
        raise Conflict("commitment.link_over", _("The time of this link is over. Ask the officer for a new one."))


def settle(row: Commitment, signing: Signing, by: Viewer, at: datetime, region_code: str) -> Signing:
    """This function will write down that a party signed and bring the commitment to where it now stands."""
    settle_state(row)
    record(
        "commitment.signed", subject=row, by=by, at=at, region_code=region_code,
        party=str(signing.party_id), method=signing.method, state=row.state,
    )  # fmt: skip
    return signing


def _party(party_id: UUID) -> tuple[Party, Commitment]:
    party = Party.objects.select_related("office").filter(pk=party_id).first()
    if party is None:
        raise NotFound("commitment.no_party", _("There is no such party."))
    return party, locked(party.commitment_id)


def _signings(party: Party) -> list[Signing]:
    return list(Signing.objects.select_related("check_of_scan").filter(party=party))


def _sent_before(party: Party, client_id: UUID | None) -> Signing | None:
    return Signing.objects.filter(party=party, client_id=client_id).first() if client_id else None


def _content(ink: Ink) -> tuple[Method, dict[str, Any]]:
    strokes = clean_strokes(ink.strokes) if ink.strokes else None
    if strokes:
        return Method.TOUCH, {"strokes": [[list(p) for p in stroke] for stroke in strokes]}
    if ink.typed_name.strip() and ink.confirmed:
        return Method.TYPED, {"typed_name": ink.typed_name.strip()[:120]}
    raise Problem(
        "commitment.no_ink",
        _("Nothing was signed. Draw your signature in the box, or type your name and tick that you sign."),
        fields={"typed_name": _("Draw above, or type your name here and tick below.")},
    )
