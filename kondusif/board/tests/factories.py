"""A morning in Bangkalan: what yesterday was calm is not today, and somebody has to sign."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kondusif.alerts.actions import AlertDraft, draft_alert
from kondusif.alerts.models import Alert
from kondusif.alerts.states import Level
from kondusif.coordination.actions import NewTask, give_task
from kondusif.coordination.models import Task
from kondusif.detection.actions.requesting import STANDARD
from kondusif.detection.models import Cluster, Run
from kondusif.detection.states import RunState
from kondusif.elections.models import Election, Stage
from kondusif.people.models import Office
from kondusif.people.tests.factories import NOW, Cast
from kondusif.ratings.actions import rate_from_situation
from kondusif.ratings.tests.factories import add_incident, add_report, add_verified
from kondusif.reports.states import Urgency

LERPAK = {"region": "35.26.06.2005", "lon": 112.944, "lat": -6.985}
MLAJAH = {"region": "35.26.01.1001", "lon": 112.741, "lat": -7.045}


@dataclass(frozen=True)
class Morning:
    """What stands on the board of the scene."""

    draft: Alert
    task: Task
    cluster: Cluster


def make_morning(cast: Cast, at: datetime = NOW) -> Morning:
    """This function will let Geger get worse overnight, while the town of Bangkalan stays calm."""
    hour = timedelta(hours=1)
    add_report(hours_ago=1, at=at - 30 * hour, urgency=Urgency.GREEN, **LERPAK)
    add_report(hours_ago=1, at=at - 30 * hour, urgency=Urgency.GREEN, **MLAJAH)
    rate_from_situation("35.26", at - 28 * hour)
    seen = [
        add_verified(
            urgency=Urgency.ORANGE,
            source="B",
            info=2,
            hours_ago=3 + n,
            at=at,
            category="intimidation_violence",
            **LERPAK,
        )
        for n in range(3)
    ]
    add_incident(
        LERPAK["region"], *seen, category="intimidation_violence", title="Ancaman terhadap ketua KPPS", lon=LERPAK["lon"],
        lat=LERPAK["lat"], happened_at=at - 5 * hour, opened_at=at - 4 * hour,
    )  # fmt: skip
    add_report(hours_ago=9, at=at, urgency=Urgency.YELLOW, due_at=at - 2 * hour, **LERPAK)
    rate_from_situation("35.26", at - hour / 6)
    return Morning(_draft(cast, at), _late_task(cast, at), make_cluster(at))


def _draft(cast: Cast, at: datetime) -> Alert:
    draft = AlertDraft(
        level=Level.ORANGE, region_code="35.26.06", title="Ancaman terhadap penyelenggara di Geger",
        situation="Tiga laporan terverifikasi dalam enam jam.", action="Camat menemui kepala desa.",
        valid_until=at + timedelta(days=2),
    )  # fmt: skip
    return draft_alert(draft=draft, by=cast.budi, at=at)


def _late_task(cast: Cast, at: datetime) -> Task:
    owner = Office.objects.get(region_id="35.26.06", title="Camat Geger")
    given = at - timedelta(days=2)
    new = NewTask("Temui kepala desa Lerpak", "Pastikan TPS 07 tetap dibuka.", owner.pk, given + timedelta(days=1))
    return give_task(task=new, by=cast.citra, at=given)


def make_cluster(at: datetime, **fields) -> Cluster:
    """This function will store a finished scan of Bangkalan with one cluster in Geger."""
    run = Run.objects.create(
        region_id="35.26", state=RunState.DONE, seed=1, method="stp", input_hash="a" * 64, result_hash="b" * 64,
        requested_at=at - timedelta(hours=1), started_at=at - timedelta(minutes=51), finished_at=at - timedelta(minutes=50), progress=1,
        parameters=asdict(STANDARD), engine_version="uji", first_on=at.date() - timedelta(days=28), last_on=at.date(),
        n_reports=40, n_places=2,
    )  # fmt: skip
    base = {
        "run": run, "rank": 1, "region_id": "35.26.06", "members": ["35.26.06.2001", "35.26.06.2005"],
        "cases_by_member": {"35.26.06.2005": 9}, "starts_on": at.date() - timedelta(days=1), "ends_on": at.date(),
        "cases": 9, "expected": 2.6, "relative_risk": 3.5, "llr": 7.1, "p_value": 0.002, "recurrence_days": 400,
        "lon": 112.944, "lat": -6.985, "radius_km": 3.2, "first_found_at": at - timedelta(minutes=50),
    }  # fmt: skip
    return Cluster.objects.create(**base | fields)


def make_vote(at: datetime, days: int = 4) -> Election:
    """This function will set a vote *days* ahead, in its quiet period."""
    day = at.astimezone(ZoneInfo("Asia/Jakarta")).date()
    vote = Election.objects.create(
        slug="pilkada-uji", kind="pilkada", name="Pilkada Uji", voting_on=day + timedelta(days=days), law_family="pilkada",
        region_id="35", synthetic=True,
    )  # fmt: skip
    Stage.objects.create(
        election=vote,
        code="tenang",
        name="Masa tenang",
        from_on=day,
        to_on=day + timedelta(days=days - 1),
        source="uji",
    )
    return vote
