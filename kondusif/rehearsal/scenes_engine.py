"""What the engine has to say of the invented days: incidents, silence, index with three invented experts, forecast."""

from datetime import datetime, timedelta

from kondusif.detection.actions import make_forecast, request_run, run_detection
from kondusif.detection.states import Kind, Source
from kondusif.people.viewers import SYSTEM
from kondusif.ratings.actions import compute_index, score_indicators
from kondusif.ratings.index_structure import INDICATORS
from kondusif.rehearsal.stage import Stage

# Heavy on violence, on money, on the organisation of the vote; everything else stands at 2.
_EXPERTS = (
    ("Pakar rekaan A, peragaan", {"intimidation_violence": 4, "crowd": 4, "sara_hate": 4, "hoax": 3}),
    ("Pakar rekaan B, peragaan", {"money_politics": 4, "neutrality_asn": 4, "campaign": 3, "intimidation_violence": 3}),
    (
        "Pakar rekaan C, peragaan",
        {"logistics": 4, "voter_list": 4, "station_site": 3, "power_network": 1, "economy": 1},
    ),
)


def play(stage: Stage, at: datetime) -> None:
    """This function will let experts weigh, and work out what the morning of *at* would show."""
    code = stage.tenant.region_id
    for expert, strong in _EXPERTS:
        scores = dict.fromkeys(INDICATORS, 2) | strong
        score_indicators(
            code, expert=expert, scores=scores, by=stage.analyst, at=at - timedelta(days=40), synthetic=True
        )
    compute_index(code, at)
    for kind, source in ((Kind.STP, Source.INCIDENTS), (Kind.SILENT, Source.REPORTS)):
        run = request_run(code, SYSTEM, at, kind, source=source)
        run_detection(run.pk, clock=lambda: at)
    make_forecast(code, at)
