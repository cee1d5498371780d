"""Who a reporter is becomes known only for a reason, by two persons, and never before it is written down."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from kondusif.core.models import Event
from kondusif.core.problems import Conflict, NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.people.models import Office
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast
from kondusif.reports import actions, queries
from kondusif.reports.actions import approve_disclosure, ask_for_contact, disclose_contact, refuse_disclosure
from kondusif.reports.models import DisclosureStep, Report
from kondusif.reports.receipts import receipt_of
from kondusif.reports.rules import Contact
from kondusif.reports.states import DisclosureState
from kondusif.reports.tests.factories import make_report
from tests.support.words import says

WHY = "Pelapor perlu dijemput: ia diancam di rumahnya malam ini."
PHONE = "081234567890"


@pytest.fixture
def scene(db):
    with scoped(EVERYWHERE):
        cast = make_cast()
        key = uuid4()
        report = make_report(client_id=key, anonymous=False, contact=Contact(phone=PHONE))
        yield SimpleNamespace(cast=cast, report=report, receipt=receipt_of(key))


def asked(scene, **other):
    return ask_for_contact(**{"report": scene.report, "reason": WHY, "by": scene.cast.budi, "at": NOW} | other)


def contact_events() -> list[str]:
    return list(Event.objects.filter(name__startswith="contact.").order_by("id").values_list("name", flat=True))


def test_one_asks_another_approves_and_the_asker_reads_the_contact(scene):
    one = asked(scene)
    approve_disclosure(disclosure_id=one.pk, by=scene.cast.citra, at=NOW)
    assert disclose_contact(disclosure_id=one.pk, by=scene.cast.budi, at=NOW).phone == PHONE
    assert contact_events() == ["contact.asked", "contact.approved", "contact.disclosed"]
    assert WHY not in str(list(Event.objects.values_list("payload", flat=True)))


def test_the_line_in_the_ledger_stands_before_the_contact_is_opened(scene, monkeypatch):
    one = asked(scene)
    approve_disclosure(disclosure_id=one.pk, by=scene.cast.citra, at=NOW)
    seen = []

    def look(*_args):
        seen.extend(contact_events())
        raise RuntimeError("the key file is gone")

    monkeypatch.setattr("kondusif.reports.actions.disclose.open_contact", look)
    with pytest.raises(RuntimeError):
        disclose_contact(disclosure_id=one.pk, by=scene.cast.budi, at=NOW)
    assert seen[-1] == "contact.disclosed"
    assert contact_events()[-1] == "contact.disclosed", "what failed afterwards was still told"


@pytest.mark.parametrize(("reason", "field"), [("", "reason"), ("perlu", "reason"), ("x" * 601, "reason")])
def test_a_reason_of_one_word_or_of_a_page_is_none(scene, reason, field):
    with pytest.raises(Problem) as refused:
        asked(scene, reason=reason)
    assert field in refused.value.fields
    assert contact_events() == []


def test_who_asked_cannot_approve(scene):
    one = asked(scene, by=scene.cast.citra)
    with pytest.raises(NotAllowed):
        approve_disclosure(disclosure_id=one.pk, by=scene.cast.citra, at=NOW)
    with pytest.raises(NotAllowed):
        refuse_disclosure(disclosure_id=one.pk, note=WHY, by=scene.cast.citra, at=NOW)


def test_nothing_opens_before_the_second_person_nor_for_anybody_else(scene):
    one = asked(scene)
    with pytest.raises(Conflict):
        disclose_contact(disclosure_id=one.pk, by=scene.cast.budi, at=NOW)
    approve_disclosure(disclosure_id=one.pk, by=scene.cast.citra, at=NOW)
    for other in (scene.cast.ani, scene.cast.citra):
        with pytest.raises(NotAllowed):
            disclose_contact(disclosure_id=one.pk, by=other, at=NOW)
    assert "contact.disclosed" not in contact_events()


def test_a_refusal_carries_its_reason_and_closes_the_question(scene):
    one = asked(scene)
    with pytest.raises(Problem):
        refuse_disclosure(disclosure_id=one.pk, note="tidak", by=scene.cast.citra, at=NOW)
    refuse_disclosure(disclosure_id=one.pk, note="Tulislah lewat resi lebih dahulu.", by=scene.cast.citra, at=NOW)
    for deed in (approve_disclosure, disclose_contact):
        with pytest.raises((Conflict, NotAllowed)):
            deed(disclosure_id=one.pk, by=scene.cast.citra if deed is approve_disclosure else scene.cast.budi, at=NOW)


@pytest.mark.parametrize(
    ("name", "expected"), [("dewi", NotAllowed), ("rendra", NotAllowed), ("eko", NotAllowed), ("sari", NotAllowed)]
)
def test_who_holds_no_such_office_here_does_not_ask(scene, name, expected):
    with pytest.raises(expected):
        asked(scene, by=getattr(scene.cast, name))


def test_another_regency_finds_no_question(scene):
    one = asked(scene)
    with pytest.raises(NotFound):
        approve_disclosure(disclosure_id=one.pk, by=scene.cast.eko, at=NOW)
    assert list(queries.disclosures_seen_by(scene.cast.eko)) == []


def test_an_office_learns_nothing_of_who_reports_about_it(scene):
    Report.objects.filter(pk=scene.report.pk).update(
        about_office=Office.objects.get(title="Kepala Bakesbangpol Bangkalan")
    )
    one = asked(scene)
    assert list(queries.disclosures_seen_by(scene.cast.citra)) == []
    with pytest.raises(NotFound):
        approve_disclosure(disclosure_id=one.pk, by=scene.cast.citra, at=NOW)


def test_a_reporter_without_contact_cannot_be_disclosed_and_nobody_asks_twice(scene):
    with pytest.raises(Conflict):
        asked(scene, report=make_report())
    asked(scene)
    with pytest.raises(Conflict):
        asked(scene, by=scene.cast.ani)


def test_each_step_has_its_time(scene):
    one = asked(scene)
    with pytest.raises(Conflict):
        approve_disclosure(disclosure_id=one.pk, by=scene.cast.citra, at=NOW + timedelta(hours=73))
    approve_disclosure(disclosure_id=one.pk, by=scene.cast.citra, at=NOW + timedelta(hours=71))
    opened = NOW + timedelta(hours=80)
    disclose_contact(disclosure_id=one.pk, by=scene.cast.budi, at=opened)
    disclose_contact(disclosure_id=one.pk, by=scene.cast.budi, at=opened + timedelta(minutes=9))
    with pytest.raises(Conflict):
        disclose_contact(disclosure_id=one.pk, by=scene.cast.budi, at=opened + timedelta(minutes=11))
    assert DisclosureStep.objects.filter(state=DisclosureState.DISCLOSED).count() == 2
    assert asked(scene, at=opened + timedelta(hours=1)).pk != one.pk, "after that a new question is asked"


def test_no_line_of_the_ledger_can_be_changed_or_removed(scene):
    asked(scene)
    for table in ("reports_disclosure", "reports_disclosurestep"):
        for verb in (f"UPDATE {table} SET at = now()", f"DELETE FROM {table}"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(verb)


def waiting(viewer, at=NOW) -> tuple[int, int]:
    return len(queries.awaiting_decision(viewer, at=at)), len(queries.awaiting_opening(viewer, at=at))


def test_what_waits_is_told_to_whoever_can_act_on_it(scene):
    one = asked(scene)
    counts = {name: waiting(getattr(scene.cast, name)) for name in ("budi", "citra", "ani", "eko")}
    assert counts == {"budi": (0, 0), "citra": (1, 0), "ani": (0, 0), "eko": (0, 0)}
    approve_disclosure(disclosure_id=one.pk, by=scene.cast.citra, at=NOW)
    assert [waiting(v) for v in (scene.cast.budi, scene.cast.citra)] == [(0, 1), (0, 0)]


def test_what_waits_to_be_opened_is_what_stands_approved_at_that_moment(scene):
    one, budi = asked(scene), scene.cast.budi
    approved = NOW + timedelta(hours=1)
    approve_disclosure(disclosure_id=one.pk, by=scene.cast.citra, at=approved)
    for hours in (1, 24, 24.9, 25, 25.1, 90):
        at = NOW + timedelta(hours=hours)
        still = queries.state_of(one, at=at) is DisclosureState.APPROVED
        assert waiting(budi, at)[1] == still, hours
    disclose_contact(disclosure_id=one.pk, by=budi, at=approved)
    assert waiting(budi, approved) == (0, 0)


def signed_in(scene, name: str) -> Client:
    person = scene.cast.persons[name]
    person.is_demo = True
    person.save()
    client = Client()
    client.force_login(person)
    return client


def test_the_pages_lead_from_the_report_to_the_contact_and_the_reporter_reads_why(scene, settings):
    settings.DEMO = True
    budi, citra = signed_in(scene, "budi"), signed_in(scene, "citra")
    assert f"/laporan/{scene.report.pk}/kontak" in budi.get(f"/triase/{scene.report.pk}").content.decode()
    assert budi.post(f"/laporan/{scene.report.pk}/kontak", {"reason": "x"}).status_code == 422
    there = budi.post(f"/laporan/{scene.report.pk}/kontak", {"reason": WHY})["Location"]
    assert PHONE not in budi.get(there).content.decode()
    assert budi.post(f"{there}/putuskan", {"answer": "yes"}).status_code == 403
    assert WHY in citra.get("/laporan/kontak").content.decode()
    assert citra.post(f"{there}/putuskan", {"answer": "no", "note": "x"}).status_code == 422
    assert citra.post(f"{there}/putuskan", {"answer": "yes"}).status_code == 302
    assert citra.post(f"{there}/buka").status_code == 403
    shown = budi.post(f"{there}/buka")
    assert PHONE in shown.content.decode() and "no-store" in shown["Cache-Control"]
    assert PHONE not in budi.get(there).content.decode()
    follow = Client().post("/laporan/cek", {"receipt": scene.receipt}).content.decode()
    assert WHY in follow and not says(follow, "Budi") and PHONE not in follow


def test_the_inspectorate_reads_the_ledger_and_decides_nothing(scene, settings):
    settings.DEMO = True
    asked(scene)
    auditor = appoint("Indra Inspektur", Role.AUDITOR, "35.26", "Inspektur Bangkalan")
    auditor.is_demo = True
    auditor.save()
    client = Client()
    client.force_login(auditor)
    assert WHY in client.get("/laporan/kontak").content.decode()
    assert (
        client.post(f"/laporan/kontak/{queries.disclosures_seen_by(scene.cast.budi)[0].pk}/putuskan").status_code == 403
    )


def test_every_action_of_this_part_is_offered_by_the_room():
    assert {"ask_for_contact", "approve_disclosure", "refuse_disclosure", "disclose_contact"} <= set(actions.__all__)
