"""The Kesbangpol index: what it counts, how sure it is, that it is made again to the bit, and who may weigh it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from kondusif.core.models import Event
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.core.scope import NOWHERE, scoped
from kondusif.detection.tests.factories import a_report, load_bangkalan
from kondusif.people.policy import POLICY
from kondusif.people.roles import Role
from kondusif.people.tests.factories import NOW, make_cast
from kondusif.people.viewers import SYSTEM
from kondusif.ratings import actions, index_queries, words
from kondusif.ratings.bridge import expert_weights, unpacked
from kondusif.ratings.index_structure import INDICATORS, WINDOW_DAYS, Cutting
from kondusif.ratings.models import IndexRun, IndexValue
from kondusif.ratings.tasks import index_after_event, index_every_tenant, rate_after_event
from kondusif.regions.models import Tenant
from kondusif.reports.categories import CATEGORIES
from kondusif.reports.models import Report
from kondusif.reports.states import ReportState
from kondusif.triage.models import Incident

pytestmark = pytest.mark.django_db
GEGER, KAMAL = "35.26.06", "35.26.11"


@pytest.fixture
def cast(everywhere):
    return make_cast()


@pytest.fixture
def regency(cast):
    """The real regency; every subdistrict was heard of, by one unverified report each."""
    villages = load_bangkalan()
    first = {v.code[:8]: v.code for v in reversed(villages)}
    Report.objects.bulk_create(a_report(code, NOW - timedelta(days=9), n) for n, code in enumerate(first.values()))
    return first


def add(village: str, n: int, *, category: str = "intimidation_violence", start: int = 0, **fields) -> None:
    base = {"happened_at": NOW - timedelta(days=2), "opened_at": NOW, "title": "Uji", "category": category}
    Incident.objects.bulk_create(
        Incident(number=f"{village[6:]}-{category[:3]}-{start + i}", region_id=village, **base | fields)
        for i in range(n)
    )


def spread(regency: dict) -> None:
    """A few incidents everywhere, so that areas differ a little."""
    for n, village in enumerate(sorted(regency.values())):
        add(village, 1 + n % 3, category="hoax")
        add(village, 1 + n % 2, category="logistics")
        add(village, n * 7 % 5, category="campaign")
        add(village, n * 5 % 4, category="voter_list")


def of(run: IndexRun, code: str) -> IndexValue:
    return run.values.get(region_id=code)


def test_where_most_is_verified_the_index_is_highest_and_surely_red(regency):
    spread(regency)
    add(regency[GEGER], 25)
    add(regency[GEGER], 20, category="money_politics")
    run = actions.compute_index("35.26", NOW)
    worst = of(run, GEGER)
    assert worst.value == max(v.value for v in run.values.all())
    assert (worst.level, worst.rank_median) == ("high", 1) and worst.p_high > 0.8
    for v in run.values.all():
        assert v.p_low + v.p_moderate + v.p_high == pytest.approx(1.0)
        assert v.rank_q05 <= v.rank_median <= v.rank_q95
    assert Event.objects.get(name="index.computed").payload == {"areas": 18, "heard": 18, "high": 1}


def test_one_area_is_explained_down_to_its_incidents(regency):
    spread(regency)
    add(regency[GEGER], 4)
    add(GEGER, 2)  # of the whole subdistrict: weighs 3 instead of 2
    v = of(actions.compute_index("35.26", NOW), GEGER)
    violence = v.indicators["intimidation_violence"]
    assert (violence["events"], violence["value"]) == ({"village": 4, "subdistrict": 2}, 4 * 2 + 2 * 3)
    assert sum(d["part"] for d in v.dimensions) == pytest.approx(v.value)
    assert sum(d["weight"] for d in v.dimensions) == pytest.approx(1.0)
    raw = sum(i["value"] * i["weight"] for i in v.indicators.values())
    assert sum(d["raw"] for d in v.dimensions) == pytest.approx(raw)


def test_an_area_of_which_nothing_was_heard_has_no_value_and_no_class(regency):
    spread(regency)
    Report.objects.filter(region__code__startswith=KAMAL).update(state=ReportState.HOAX)
    Incident.objects.filter(region__code__startswith=KAMAL).update(exercise=True)
    run = actions.compute_index("35.26", NOW)
    unknown = of(run, KAMAL)
    assert (unknown.value, unknown.level, unknown.p_low, unknown.rank_median) == (None, "", None, None)
    assert "no_data" in run.warnings and run.n_heard == 17
    assert words.index_class(unknown) != words.index_class(of(run, GEGER))


def test_merged_exercise_future_and_older_incidents_do_not_count(regency):
    spread(regency)
    kept = Incident.objects.first()
    add(regency[GEGER], 1, merged_into=kept, start=10)
    add(regency[GEGER], 1, exercise=True, start=20)
    add(regency[GEGER], 1, happened_at=NOW + timedelta(days=3), start=30)
    add(regency[GEGER], 1, happened_at=NOW - timedelta(days=200), start=40)
    v = of(actions.compute_index("35.26", NOW), GEGER)
    assert v.indicators["intimidation_violence"]["events"] == {}


@pytest.mark.parametrize(("zone", "counts"), [("Asia/Jayapura", True), ("Asia/Jakarta", False)])
def test_the_window_begins_at_midnight_of_the_tenant_and_not_of_the_worker(regency, zone, counts):
    Tenant.objects.update(timezone=zone)
    spread(regency)
    before = of(actions.compute_index("35.26", NOW), GEGER).value
    first_on = (NOW - timedelta(days=WINDOW_DAYS - 1)).date()
    in_papua = datetime.combine(first_on, time(0, 30), ZoneInfo("Asia/Jayapura"))  # 22.30 WIB of the day before
    add(regency[GEGER], 20, happened_at=in_papua, opened_at=in_papua, start=70)
    after = of(actions.compute_index("35.26", NOW + timedelta(minutes=1)), GEGER).value
    assert (after > before) is counts


def test_a_stored_index_is_made_again_to_the_bit_and_an_altered_one_is_told_apart(regency, capsys):
    spread(regency)
    run = actions.compute_index("35.26", NOW)
    assert actions.is_index_reproduced(IndexRun.objects.get(pk=run.pk))
    call_command("recompute_index", str(run.pk))
    assert "BERBEDA" not in capsys.readouterr().out
    run.seed ^= 1
    assert not actions.is_index_reproduced(run)


def test_the_same_inputs_make_no_second_run_and_a_new_incident_does(regency):
    spread(regency)
    first = actions.compute_index("35.26", NOW)
    assert actions.compute_index("35.26", NOW + timedelta(hours=1)).pk == first.pk
    add(regency[GEGER], 1, start=99)
    assert actions.compute_index("35.26", NOW + timedelta(hours=2)).pk != first.pk


def test_the_application_can_neither_change_nor_remove_a_run(regency):
    actions.compute_index("35.26", NOW)
    for verb in ("UPDATE ratings_indexvalue SET value = 0", "DELETE FROM ratings_indexrun"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(verb)


def test_experts_move_the_weights_and_the_newest_scores_of_each_count(regency, cast):
    spread(regency)
    low, high = dict.fromkeys(INDICATORS, 1), dict.fromkeys(INDICATORS, 1) | {"hoax": 4}
    for scores in (low, high):
        actions.score_indicators("35.26", expert="Dr. Uji, Universitas", scores=scores, by=cast.ani, at=NOW)
    run = actions.compute_index("35.26", NOW)
    assert run.n_experts == 1 and "no_expert" not in run.warnings
    assert run.weights["hoax"] == pytest.approx(4 / (len(INDICATORS) + 3))
    actions.score_indicators("35.26", expert="dr. uji,  universitas", scores={}, by=cast.ani, at=NOW)
    assert index_queries.newest_scores(SYSTEM, "35.26") == []


def test_without_experts_all_indicators_weigh_the_same():
    assert expert_weights([]) == pytest.approx([1 / len(INDICATORS)] * len(INDICATORS))


@pytest.mark.parametrize("scores", [{"hoax": 4}, dict.fromkeys(INDICATORS, 5), dict.fromkeys(INDICATORS, 0)])
def test_scores_outside_one_to_four_or_missing_are_named(cast, scores):
    with pytest.raises(Problem) as problem:
        actions.score_indicators("35.26", expert="Uji", scores=scores, by=cast.ani, at=NOW)
    assert problem.value.fields and not Event.objects.filter(name="index.scored").exists()


@pytest.mark.parametrize("who", ["budi", "rendra", "dewi", "eko", "sari"])
def test_only_analyst_and_head_of_agency_weigh_the_index(cast, who):
    viewer = getattr(cast, who)
    with pytest.raises(NotAllowed):
        actions.score_indicators("35.26", expert="Uji", scores=dict.fromkeys(INDICATORS, 2), by=viewer, at=NOW)
    with pytest.raises(NotAllowed):
        actions.set_index("35.26", Cutting(), by=viewer, at=NOW)
    assert POLICY["index.weigh"] == {Role.ANALYST, Role.AGENCY_HEAD}


@pytest.mark.parametrize(
    ("cutting", "field"),
    [
        (Cutting("sd_reference", mean=31.4, sd=17.9), "edition"),
        (Cutting("sd_reference", edition="2024", mean=31.4, sd=0.0), "sd"),
        (Cutting("absolute", low=60.0, high=40.0), "low"),
        (Cutting("official"), "authority"),
        (Cutting("tarot"), "scheme"),
    ],
)
def test_a_scheme_without_what_it_needs_is_refused_by_name(cast, cutting, field):
    with pytest.raises(Problem) as problem:
        actions.set_index("35.26", cutting, by=cast.ani, at=NOW)
    assert field in problem.value.fields


def test_each_scheme_cuts_by_its_own_rule(regency, cast):
    spread(regency)
    add(regency[GEGER], 25)
    actions.set_index("35.26", Cutting("absolute", low=1.0, high=2.0), by=cast.ani, at=NOW)
    run = actions.compute_index("35.26", NOW)
    assert (run.low_cut, run.high_cut) == (1.0, 2.0)
    assert {v.level for v in run.values.all() if v.value > 2.0} == {"high"}
    later = NOW + timedelta(hours=1)
    actions.set_index("35.26", Cutting("sd_reference", "IKP uji", 31.4, 17.93), by=cast.ani, at=later)
    run = actions.compute_index("35.26", later)
    assert (run.edition, round(run.low_cut, 2), round(run.high_cut, 2)) == ("IKP uji", 13.47, 49.33)
    actions.set_index("35.26", Cutting("official", authority="bawaslu"), by=cast.ani, at=later + timedelta(hours=1))
    run = actions.compute_index("35.26", later + timedelta(hours=1))
    assert "official_missing" in run.warnings and {v.level for v in run.values.all()} == {""}


def test_an_empty_tenant_one_heard_area_and_areas_all_alike_get_sentences_and_no_class(regency):
    Report.objects.update(state=ReportState.HOAX)
    empty = actions.compute_index("35.26", NOW)
    assert empty.warnings == ["no_data", "too_few_areas"] and not empty.values.exclude(value=None).exists()
    Report.objects.filter(region__code__startswith=GEGER).update(state=ReportState.VERIFIED)
    assert "too_few_areas" in actions.compute_index("35.26", NOW).warnings
    Report.objects.update(state=ReportState.VERIFIED)
    alike = actions.compute_index("35.26", NOW)
    assert "no_spread" in alike.warnings and {v.level for v in alike.values.all()} == {""}
    assert all(words.index_warning(w) != w for run in (empty, alike) for w in run.warnings)
    with pytest.raises(NotFound):
        actions.compute_index("99", NOW)


def test_few_areas_that_set_their_own_mean_are_warned_of(cast):
    for n, code in enumerate(("35.26.06.2001", "35.26.01.1001")):
        add(code, 1 + 5 * n)
    run = actions.compute_index("35.26", NOW)
    assert run.n_heard == 2 and "few_areas" in run.warnings


def test_the_camat_sees_the_own_area_and_eko_nothing(regency, cast):
    spread(regency)
    run = actions.compute_index("35.26", NOW)
    with scoped(cast.dewi.scope):
        seen = index_queries.latest_index(cast.dewi, "35.26")
        assert seen.pk == run.pk
        assert [line.value.region_id for line in index_queries.index_lines(cast.dewi, seen)] == [GEGER]
    with scoped(cast.eko.scope):
        assert index_queries.latest_index(cast.eko, "35.26") is None
        assert IndexRun.objects.count() == IndexValue.objects.count() == 0


def test_an_incident_orders_the_index_once_and_the_schedule_makes_it(regency):
    event = Event.objects.create(
        name="incident.opened", at=NOW, subject_type="triage.incident", subject_id="1", region_code=GEGER, payload={}
    )
    with scoped(NOWHERE):  # as in the worker, where a job begins without any territory
        for _ in range(3):
            index_after_event(event.pk)
        rate_after_event(event.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'ratings.index_tenant'")
        assert cursor.fetchone() == (1,)
    index_every_tenant(int(NOW.timestamp()))
    assert IndexRun.objects.get(region_id="35.26").first_on == NOW.date() - timedelta(days=89)


def test_what_was_counted_is_kept_whole(regency):
    spread(regency)
    inputs = unpacked(actions.compute_index("35.26", NOW).inputs)
    assert len(inputs.areas) == 18 and sum(n for *_key, n in inputs.counts) == Incident.objects.count()
    assert set(INDICATORS) <= set(CATEGORIES)


@pytest.fixture
def browse(cast, monkeypatch, settings):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    settings.DEMO = True

    def signed_in(who: str) -> Client:
        client = Client(headers={"accept-language": "id"})
        person = cast.persons[who]
        person.is_demo = True
        person.save(update_fields=["is_demo"])
        client.force_login(person)
        return client

    return signed_in


def test_the_pages_say_how_sure_a_class_is_and_what_the_index_is_not(regency, browse, django_assert_max_num_queries):
    spread(regency)
    add(regency[GEGER], 6)
    actions.compute_index("35.26", NOW)
    client = browse("ani")
    client.get("/penilaian/indeks/")
    with django_assert_max_num_queries(16):
        text = client.get("/penilaian/indeks/").content.decode()
    assert "kemungkinan" in text and "Ini adalah indeks" in text and "recompute_index" in text
    one = client.get(f"/penilaian/indeks/{GEGER}").content.decode()
    assert "6 di desa" in one and "Bobot" in one
    data = client.get("/penilaian/indeks/peta.json").json()
    assert len(data["levels"]) == 18 and set(data["notes"]) == set(data["unsure"])


def test_the_experts_form_names_what_is_missing_keeps_what_was_typed_and_stores_the_rest(browse, cast):
    client = browse("ani")
    refused = client.post("/penilaian/indeks/pakar", {"expert": "Dr. Uji", "hoax": "4"})
    assert refused.status_code == 422 and "Dr. Uji" in refused.content.decode()
    done = client.post("/penilaian/indeks/pakar", {"expert": "Dr. Uji"} | dict.fromkeys(INDICATORS, "3"))
    assert done.status_code == 302
    assert "Dr. Uji" in client.get("/penilaian/indeks/pakar").content.decode()
    assert client.post("/penilaian/indeks/kelas", {"scheme": "absolute", "window_days": "90"}).status_code == 422
    assert browse("budi").get("/penilaian/indeks/pakar").status_code == 403


def test_before_the_first_index_the_page_says_when_it_comes(browse, cast):
    assert "belum dihitung" in browse("budi").get("/penilaian/indeks/").content.decode()
    assert browse("budi").get(f"/penilaian/indeks/{GEGER}").status_code == 404
