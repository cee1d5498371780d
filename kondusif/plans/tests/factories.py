"""A plan of Bangkalan's with two measures, and the persons who carry it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from kondusif.people.models import Office
from kondusif.people.queries import viewer_of
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, Cast, appoint, make_cast
from kondusif.people.viewers import Viewer
from kondusif.plans.actions import measures, period_reports, plan
from kondusif.plans.actions.conflict import (
    Consultation,
    Decree,
    NewStatus,
    consult_council,
    declare_status,
    propose_status,
)
from kondusif.plans.actions.issues import NewIssue, enter_issue
from kondusif.plans.actions.measures import NewMeasure
from kondusif.plans.actions.period_reports import Entry
from kondusif.plans.actions.plan import NewPlan
from kondusif.plans.models import ActionPlan, ConflictStatus, Measure, PeriodReport, StrategicIssue
from kondusif.plans.papers import PDF_TYPE, Paper
from kondusif.plans.rules import Period

PAPER = Paper("bukti.pdf", PDF_TYPE, b"%PDF-1.4\nbukti\n%%EOF\n")
IN_B08 = datetime(2026, 8, 20, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Players:
    """The cast, with the council's chair, the regency's secretary, and three of the province."""

    cast: Cast
    chair: Viewer
    secretary: Viewer
    province_head: Viewer  # head of Kesbangpol of the province
    governor: Viewer
    sampang_head: Viewer

    def __getattr__(self, name: str):
        return getattr(self.cast, name)


def make_players(at: datetime = NOW) -> Players:
    """This function will set the stage for plans."""
    cast = make_cast(at)

    def seat(name: str, role: Role, code: str, title: str) -> Viewer:
        person = appoint(name, role, code, title)
        cast.persons[name.split()[0].lower()] = person
        return viewer_of(person, at=at)

    return Players(
        cast,
        chair=seat("Gita Permata", Role.COUNCIL_CHAIR, "35.26", "Ketua DPRD Bangkalan"),
        secretary=seat("Hadi Kusuma", Role.REGIONAL_SECRETARY, "35.26", "Sekretaris Daerah Bangkalan"),
        province_head=seat("Indah Utami", Role.AGENCY_HEAD, "35", "Kepala Bakesbangpol Jawa Timur"),
        governor=seat("Joko Nugraha", Role.REGIONAL_HEAD, "35", "Gubernur Jawa Timur"),
        sampang_head=seat("Kartika Saputra", Role.AGENCY_HEAD, "35.27", "Kepala Bakesbangpol Sampang"),
    )


def office(title: str) -> Office:
    """This function will return an office by its title."""
    return Office.objects.get(title=title)


def new_measure(**changes) -> NewMeasure:
    """This function will describe a measure of the subdistrict head of Geger."""
    base = NewMeasure(
        stage="prevention", title="Pertemuan tiga pilar di setiap desa", success="Berita acara dari setiap desa",
        owner_id=office("Camat Geger").pk, unit="pertemuan",
        targets=(Decimal(4), Decimal(4), Decimal(4)),
        supporters=(("vertical", "Polsek Geger"), ("outside", "FKUB Bangkalan")), budget_source="APBD",
    )  # fmt: skip
    return replace(base, **changes)


def drafted(
    who: Players, *, by: Viewer | None = None, at: datetime = NOW, region: str = "35.26", **changes
) -> ActionPlan:
    """This function will draft a plan of this year."""
    fields = {"region_code": region, "year": at.year, "title": "Rencana Aksi Terpadu", "aim": "Damai"} | changes
    return plan.draft_plan(new=NewPlan(**fields), by=by or who.citra, at=at)


def running(who: Players, *new: NewMeasure, at: datetime = IN_B08) -> ActionPlan:
    """This function will bring a plan with measures to the state in which it is reported."""
    made = drafted(who, at=at)
    for measure in new or (
        new_measure(),
        new_measure(title="Patroli bersama", targets=(None, Decimal(0), Decimal(10))),
    ):
        measures.add_measure(plan_id=made.pk, new=measure, by=who.citra, at=at)
    plan.submit_plan(plan_id=made.pk, by=who.citra, at=at)
    plan.approve_plan(plan_id=made.pk, decree_number="SK/1/2026", decree_on=at.date(), by=who.rendra, at=at)
    return plan.start_plan(plan_id=made.pk, by=who.citra, at=at)


def first_measure(made: ActionPlan) -> Measure:
    """This function will return the plan's first measure."""
    return made.measures.select_related("plan__region", "owner").get(number=1)


def entry(measure: Measure, **changes) -> Entry:
    """This function will fill in a report of the second period."""
    base = Entry(measure.pk, Period.B08, uuid4(), Decimal(3), "Tiga desa sudah bertemu", papers=(PAPER,))
    return replace(base, **changes)


def handed_in(who: Players, measure: Measure, at: datetime = IN_B08, **changes) -> PeriodReport:
    """This function will hand a report in for its owner."""
    return period_reports.submit_period_report(entry=entry(measure, **changes), by=who.dewi, at=at)


def entered(who: Players, *, by: Viewer | None = None, at: datetime = NOW, **changes) -> StrategicIssue:
    """This function will enter an issue."""
    fields = {
        "region_code": "35.26", "title": "Kerumunan pendaftaran", "description": "Massa besar", "category": "crowds",
        "source": "Rapat kewaspadaan dini", "stage": "preparation",
    }  # fmt: skip
    return enter_issue(new=NewIssue(**(fields | changes)), by=by or who.citra, at=at)


def proposal(**changes) -> NewStatus:
    """This function will describe a proposal that the law lets pass."""
    base = NewStatus(
        "35.26", "Bentrokan antarkampung", "Dua kampung bentrok sejak kemarin", "Personel tidak cukup",
        "Kantor kecamatan tidak dapat melayani", (NOW - timedelta(days=2)).date(),
    )  # fmt: skip
    return replace(base, **changes)


def heard(**changes) -> Consultation:
    """This function will describe a letter of the council that agrees."""
    base = Consultation("agrees", "170/12/DPRD/2026", (NOW - timedelta(days=1)).date())
    return replace(base, **changes)


def decree(**changes) -> Decree:
    """This function will describe a decree of thirty days, dated today."""
    return replace(Decree("188/99/2026", NOW.date(), 30, None), **changes)


def declared(who: Players, *, at: datetime = NOW, **changes) -> ConflictStatus:
    """This function will bring a status of conflict into force."""
    made = propose_status(new=proposal(), by=who.citra, at=at)
    consult_council(status_id=made.pk, heard=heard(), by=who.chair, at=at)
    return declare_status(status_id=made.pk, decree=decree(**changes), by=who.rendra, at=at)
