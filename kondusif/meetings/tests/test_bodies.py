"""Bodies are drafted by rule and confirmed by a person; members are offices, vacancies show as vacancies."""

from datetime import date, timedelta

import pytest
from django.test import Client

from kondusif.core.models import Event
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.core.states import ForbiddenMove
from kondusif.documents.models import Document
from kondusif.meetings.actions import (
    NewBody,
    NewRule,
    add_member,
    add_rule,
    confirm_body,
    end_body,
    end_membership,
    found_body,
    suggest_bodies,
)
from kondusif.meetings.models import Body, Membership
from kondusif.meetings.queries import bodies_of_offices, bodies_seen_by, body_for, calls_of, composition, pillars_of
from kondusif.meetings.states import BodyKind, BodyState, Position, RuleKind
from kondusif.meetings.tests.factories import planned
from kondusif.people.models import Holding, Office, Person
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, appoint, make_cast

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def cast(settings):
    settings.DEMO = True
    with scoped(EVERYWHERE):
        cast = make_cast()
        appoint("Kombes Satu", Role.POLICE_COMMAND, "35.26", "Kapolres Bangkalan")
        appoint("Letkol Dua", Role.MILITARY_COMMAND, "35.26", "Dandim Bangkalan")
        # Noise: the same offices of another regency.
        appoint("Kombes Lain", Role.POLICE_COMMAND, "35.27", "Kapolres Sampang")
        Person.objects.update(is_demo=True)
        yield cast


def drafted(cast, kind=BodyKind.LEADERSHIP_FORUM) -> Body:
    suggest_bodies(region_code="35.26", by=cast.citra, at=NOW)
    return Body.objects.get(kind=kind, parent=None, region_id="35.26")


def confirmed(cast, **which) -> Body:
    return confirm_body(
        body_id=drafted(cast, **which).pk, decree_number="188/77/2026", decree_on=TODAY, by=cast.citra, at=NOW
    )


def test_the_usual_bodies_are_drafted_from_the_offices_of_the_region_and_wait_for_a_person(cast):
    body = drafted(cast)
    seats = [(s.membership.office.title, s.membership.position) for s in composition(cast.citra, body, TODAY)]
    assert seats == [
        ("Bupati Bangkalan", Position.CHAIR),
        ("Kapolres Bangkalan", Position.MEMBER),
        ("Dandim Bangkalan", Position.MEMBER),
    ]
    assert body.state == BodyState.PROPOSED
    assert Event.objects.filter(name="body.proposed").count() == Body.objects.count()


def test_the_conflict_team_has_three_sub_teams(cast):
    team = drafted(cast, BodyKind.CONFLICT_TEAM)
    assert [p.name.partition(",")[0] for p in team.parts.order_by("id")] == [
        "Subtim Pencegahan", "Subtim Penghentian", "Subtim Pemulihan",
    ]  # fmt: skip


def test_drafting_again_drafts_nothing_twice(cast):
    drafted(cast)
    n = Body.objects.count()
    assert suggest_bodies(region_code="35.26", by=cast.citra, at=NOW) == []
    assert Body.objects.count() == n


def test_a_camat_drafts_the_forum_of_the_own_subdistrict_only(cast):
    [forum] = suggest_bodies(region_code="35.26.06", by=cast.dewi, at=NOW)
    assert forum.name == "Forkopimcam Geger"
    for code in ("35.26", "35.26.01"):
        with pytest.raises(NotAllowed):
            suggest_bodies(region_code=code, by=cast.dewi, at=NOW)


def test_a_body_comes_in_force_under_its_decree_once(cast):
    body = confirmed(cast)
    assert (body.state, body.decree_number, body.confirmed_at) == (BodyState.IN_FORCE, "188/77/2026", NOW)
    with pytest.raises(ForbiddenMove):
        confirm_body(body_id=body.pk, decree_number="x", decree_on=TODAY, by=cast.citra, at=NOW)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"decree_number": " "}, "decree_number"), ({"decree_on": TODAY + timedelta(days=2)}, "decree_on"),
     ({"decree_on": None}, "decree_on")],
)  # fmt: skip
def test_a_decree_that_is_not_whole_is_refused_beside_its_field(cast, change, field):
    body = drafted(cast)
    with pytest.raises(Problem) as refusal:
        confirm_body(body_id=body.pk, by=cast.citra, at=NOW, **({"decree_number": "1", "decree_on": TODAY} | change))
    assert field in refusal.value.fields


def test_a_body_without_members_is_not_put_in_force(cast):
    body = found_body(new=NewBody(BodyKind.INTERFAITH_FORUM, "FKUB Bangkalan", "35.26"), by=cast.citra, at=NOW)
    with pytest.raises(Problem) as refusal:
        confirm_body(body_id=body.pk, decree_number="1", decree_on=TODAY, by=cast.citra, at=NOW)
    assert "members" in refusal.value.fields


def test_a_name_is_used_once_in_a_region(cast):
    new = NewBody(BodyKind.OTHER, "Satgas Banjir", "35.26")
    found_body(new=new, by=cast.citra, at=NOW)
    with pytest.raises(Problem) as refusal:
        found_body(new=new, by=cast.citra, at=NOW)
    assert refusal.value.code == "body.there"


def test_an_office_sits_once_in_a_body_but_in_several_bodies_and_one_chairs(cast):
    body = confirmed(cast)
    camat = Office.objects.get(title="Camat Geger")
    add_member(body_id=body.pk, office_id=camat.pk, section="Bidang III", by=cast.citra, at=NOW)
    for position in (Position.MEMBER, Position.CHAIR):
        with pytest.raises(Problem):
            add_member(body_id=body.pk, office_id=camat.pk, position=position, by=cast.citra, at=NOW)
    head = Office.objects.get(title="Bupati Bangkalan")
    Body.objects.update(state=BodyState.IN_FORCE, confirmed_at=NOW)
    assert len(bodies_of_offices(cast.citra, [head.pk])[head.pk]) >= 3


def test_a_vacancy_shows_as_a_vacancy_and_an_acting_holder_with_the_prefix(cast):
    body = drafted(cast)
    Holding.objects.filter(office__title="Kapolres Bangkalan").update(ends_on=TODAY - timedelta(days=1))
    seats = {s.membership.office.title: s for s in composition(cast.citra, body, TODAY)}
    assert seats["Kapolres Bangkalan"].is_vacant
    assert seats["Bupati Bangkalan"].holding.full_title == "Pj. Bupati Bangkalan"


def test_a_term_ends_and_the_row_stays(cast):
    body = drafted(cast)
    membership = body.memberships.get(office__title="Dandim Bangkalan")
    with pytest.raises(Problem):
        end_membership(membership_id=membership.pk, ends_on=TODAY - timedelta(days=9), by=cast.citra, at=NOW)
    end_membership(membership_id=membership.pk, ends_on=TODAY, by=cast.citra, at=NOW)
    assert "Dandim Bangkalan" not in {
        s.membership.office.title for s in composition(cast.citra, body, TODAY + timedelta(days=1))
    }
    assert Membership.objects.filter(pk=membership.pk).exists()
    with pytest.raises(NotFound):
        end_membership(membership_id=membership.pk, ends_on=TODAY, by=cast.citra, at=NOW)


def test_an_ended_body_ends_its_terms_and_frees_its_name(cast):
    body = confirmed(cast)
    end_body(body_id=body.pk, ends_on=TODAY, by=cast.citra, at=NOW)
    assert not body.memberships.filter(ends_on=None).exists()
    with pytest.raises(Problem):
        add_member(body_id=body.pk, office_id=Office.objects.get(title="Camat Geger").pk, by=cast.citra, at=NOW)
    assert drafted_again(cast).name == body.name


def drafted_again(cast) -> Body:
    suggest_bodies(region_code="35.26", by=cast.citra, at=NOW)
    return Body.objects.get(kind=BodyKind.LEADERSHIP_FORUM, state=BodyState.PROPOSED)


def test_the_members_of_a_body_and_of_its_parts_are_called_to_its_meeting(cast):
    team = confirmed(cast, kind=BodyKind.CONFLICT_TEAM)
    meeting = planned(cast.citra, body_id=team.pk)
    add_rule(meeting_id=meeting.pk, rule=NewRule(RuleKind.BODY_MEMBERS, body_id=team.pk), by=cast.citra, at=NOW)
    [call] = calls_of(cast.citra, meeting)
    assert "Dandim Bangkalan" in {o.title for o in call.offices}  # sits in a sub-team only


def test_bodies_of_the_region_above_are_seen_from_below_and_never_from_beside(cast):
    body = drafted(cast)
    assert body_for(cast.dewi, body.pk) == body
    assert not bodies_seen_by(cast.eko).exists()
    with pytest.raises(NotFound):
        body_for(cast.eko, body.pk)


def test_the_three_pillars_tell_who_is_missing_in_each_village(cast):
    appoint("Kades Satu", Role.VILLAGE_HEAD, "35.26.06.2005", "Kepala Desa Lerpak")
    Office.objects.create(role=Role.VILLAGE_POLICE, region_id="35.26.06.2005", title="Bhabinkamtibmas Lerpak")
    found = {v.region.name: v for v in pillars_of(cast.citra, "35.26.06", TODAY)}
    assert [(role, status) for role, status, _name in found["Lerpak"].seats] == [
        ("village_head", "held"), ("village_police", "vacant"), ("village_military", "none"),
    ]  # fmt: skip
    assert found["Kombangan"].n_held == 0
    assert pillars_of(cast.eko, "35.26.06", TODAY) == []


def test_the_pages_of_bodies_from_draft_to_decree(cast):
    client = Client()
    client.force_login(cast.persons["citra"])
    assert "Belum ada badan" in client.get("/rapat/badan/").content.decode()
    client.post("/rapat/badan/usulkan", {"region": "35.26"})
    body = Body.objects.get(kind=BodyKind.LEADERSHIP_FORUM)
    assert "Forkopimda Bangkalan" in client.get("/rapat/badan/").content.decode()
    half = client.post(f"/rapat/badan/{body.pk}/sahkan", {"decree_number": "188/1", "decree_on": "2099-01-01"})
    assert half.status_code == 422
    assert "188/1" in half.content.decode()
    sent = {"decree_number": "188/1", "decree_on": date(2026, 1, 5).isoformat()}
    assert client.post(f"/rapat/badan/{body.pk}/sahkan", sent).status_code == 302
    camat = Office.objects.get(title="Camat Geger")
    client.post(f"/rapat/badan/{body.pk}/anggota", {"office": str(camat.pk), "position": "member"})
    twice = client.post(f"/rapat/badan/{body.pk}/anggota", {"office": str(camat.pk), "position": "member"})
    assert twice.status_code == 422
    assert "Camat Geger" in client.get(f"/rapat/badan/{body.pk}").content.decode()
    assert client.get("/rapat/badan/tiga-pilar?wilayah=35.26.06").status_code == 200


def test_a_decree_written_here_takes_a_number_names_the_members_and_puts_the_body_in_force(cast):
    head = Office.objects.get(role="regional_head", region_id="35.26")
    body, client = drafted(cast), Client()
    client.force_login(cast.persons["citra"])
    text = {"considerations": "bahwa perlu membentuk tim", "basis": "UU 7/2012", "tasks": "Memberi saran.\nMelapor."}
    half = client.post(f"/rapat/badan/{body.pk}/keputusan", text | {"tasks": " "})
    assert half.status_code == 422
    assert "bahwa perlu membentuk tim" in half.content.decode()
    assert client.post(f"/rapat/badan/{body.pk}/keputusan", text).status_code == 302
    body.refresh_from_db()
    paper = Document.objects.get(pk=body.decree_document_id)
    assert (body.state, body.decree_number) == (BodyState.IN_FORCE, paper.number)
    assert paper.data["tasks"] == ["Memberi saran.", "Melapor."]
    assert len(paper.data["members"]) == body.memberships.count() > 0
    assert paper.data["issuer"] == head.title
    again = client.post(f"/rapat/badan/{body.pk}/keputusan", text)
    assert again.status_code == 409
    assert Document.objects.filter(kind="team_decree").count() == 1
