"""The Kesbangpol index: experts' scores, how it is cut, working it out, and working it out again."""

import hashlib
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import record
from kondusif.core.ids import new_id
from kondusif.core.problems import NotAllowed, NotFound, Problem
from kondusif.people.viewers import SYSTEM, Viewer
from kondusif.ratings.bridge import ENGINE_VERSION, AreaIndex, IndexOutcome, inputs_hash, packed, unpacked, work_out
from kondusif.ratings.index_counting import gather
from kondusif.ratings.index_structure import INDICATORS, LEAST_SCORE, MOST_SCORE, WINDOW_DAYS, Cutting, IndexInputs
from kondusif.ratings.models import ExpertScore, IndexRun, IndexSetting, IndexValue
from kondusif.regions.models import Tenant

LONGEST_NAME = 120


@transaction.atomic
def compute_index(tenant_code: str, at: datetime, *, by: Viewer = SYSTEM) -> IndexRun:
    """
    This function will work out the index of a tenant's areas and store it, or return the last run if nothing changed since.

    :raises NotFound: if no tenant has this code.
    """
    tenant = Tenant.objects.filter(region_id=tenant_code).first()
    if tenant is None:
        raise NotFound("tenant_unknown", _("No office of this region uses this installation."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"index {tenant_code}"])
    today = at.astimezone(ZoneInfo(tenant.timezone)).date()
    inputs = gather(by, tenant, today, at)
    told = inputs_hash(inputs)
    last = IndexRun.objects.filter(region_id=tenant_code).first()
    if last is not None and (last.inputs_hash, last.engine_version) == (told, ENGINE_VERSION):
        return last
    key = new_id()
    seed = int.from_bytes(hashlib.sha256(key.bytes).digest()[:8], "big") >> 1
    return _store(key, tenant_code, inputs, work_out(inputs, seed), seed, by, at)


def _store(
    key: UUID, tenant_code: str, inputs: IndexInputs, outcome: IndexOutcome, seed: int, by: Viewer, at: datetime
) -> IndexRun:
    run = IndexRun.objects.create(
        id=key, region_id=tenant_code, at=at, first_on=inputs.first_on, last_on=inputs.last_on,
        formula_version=inputs.formula_version, engine_version=ENGINE_VERSION, scheme=inputs.cutting.scheme,
        edition=inputs.cutting.edition, reference_mean=outcome.mean, reference_sd=outcome.sd, low_cut=outcome.low_cut,
        high_cut=outcome.high_cut, weights=dict(zip(INDICATORS, inputs.weights, strict=True)), n_experts=inputs.n_experts,
        draws=inputs.draws, seed=seed, inputs=packed(inputs), inputs_hash=inputs_hash(inputs), result_hash=outcome.digest,
        n_areas=len(inputs.areas), n_heard=len(inputs.heard), warnings=list(outcome.warnings), person_id=by.person_id,
    )  # fmt: skip
    IndexValue.objects.bulk_create(_row(run, area) for area in outcome.areas)
    n_high = sum(area.level == "high" for area in outcome.areas)
    record("index.computed", subject=run, by=by, at=at, areas=run.n_areas, heard=run.n_heard, high=n_high)
    return run


def _row(run: IndexRun, area: AreaIndex) -> IndexValue:
    low, moderate, high = area.p_zone or (None, None, None)
    q05, median, q95 = area.ranks or (None, None, None)
    return IndexValue(
        run=run, region_id=area.code, value=area.value, level=area.level, p_low=low, p_moderate=moderate, p_high=high,
        rank_q05=q05, rank_median=median, rank_q95=q95, dimensions=list(area.dimensions), indicators=area.indicators,
    )  # fmt: skip


def is_index_reproduced(run: IndexRun) -> bool:
    """This function will work a stored run out again from its stored inputs and tell whether every byte is the same."""
    inputs = unpacked(run.inputs)
    return inputs_hash(inputs) == run.inputs_hash and work_out(inputs, run.seed).digest == run.result_hash


@transaction.atomic
def score_indicators(
    tenant_code: str, *, expert: str, scores: dict[str, int], by: Viewer, at: datetime, synthetic: bool = False
) -> ExpertScore:
    """
    This function will write down how important an expert holds each indicator, 1 to 4; no scores takes them back.

    :raises NotAllowed: if *by* may not weigh the index of this region.
    :raises Problem: if the expert has no name, or an indicator has no score of 1 to 4.
    """
    _check_may_weigh(tenant_code, by)
    expert = " ".join(expert.replace("\x00", "").split())
    wrong: dict[str, object] = {}
    if not expert or len(expert) > LONGEST_NAME:
        wrong["expert"] = _("Write the expert's name and institution, 120 letters at most.")
    for code in INDICATORS if scores else ():
        if scores.get(code) not in range(LEAST_SCORE, MOST_SCORE + 1):
            wrong[code] = _("Give this indicator a score from 1 to 4.")
    if wrong:
        raise Problem("scores_incomplete", _("The scores are not complete. Mend the marked fields."), fields=wrong)
    kept = {code: scores[code] for code in INDICATORS} if scores else {}
    row = ExpertScore.objects.create(
        region_id=tenant_code, expert=expert, scores=kept, person_id=by.person_id, office_title=by.title[:200], at=at,
        synthetic=synthetic,
    )  # fmt: skip
    record("index.scored" if kept else "index.score_withdrawn", subject=row, by=by, at=at)
    return row


@transaction.atomic
def set_index(
    tenant_code: str, cutting: Cutting, *, by: Viewer, at: datetime, window_days: int = WINDOW_DAYS
) -> IndexSetting:
    """
    This function will write down how a tenant's index is cut into classes, and over how many days it counts.

    :raises NotAllowed: if *by* may not weigh the index of this region.
    :raises Problem: if the scheme lacks what it needs.
    """
    _check_may_weigh(tenant_code, by)
    wrong = _wrong_cutting(cutting)
    if not 7 <= window_days <= 730:
        wrong["window_days"] = _("Count over 7 to 730 days.")
    if wrong:
        raise Problem("cutting_incomplete", _("The classes cannot be cut so. Mend the marked fields."), fields=wrong)
    row = IndexSetting.objects.create(
        region_id=tenant_code, **asdict(replace(cutting, edition=cutting.edition.strip())), window_days=window_days,
        person_id=by.person_id, office_title=by.title[:200], at=at,
    )  # fmt: skip
    record("index.set", subject=row, by=by, at=at, scheme=cutting.scheme)
    return row


def _wrong_cutting(cutting: Cutting) -> dict[str, object]:
    wrong: dict[str, object] = {}
    if cutting.scheme not in {"sd_reference", "sd_local", "absolute", "official"}:
        wrong["scheme"] = _("Choose how the classes are cut.")
    if cutting.scheme == "sd_reference":
        if not cutting.edition.strip():
            wrong["edition"] = _("Name the edition whose mean and standard deviation these are.")
        if cutting.mean is None:
            wrong["mean"] = _("Write the mean of that edition.")
        if not cutting.sd or cutting.sd <= 0:
            wrong["sd"] = _("Write its standard deviation, more than 0.")
    if cutting.scheme == "absolute" and (cutting.low is None or cutting.high is None or cutting.low >= cutting.high):
        wrong["low"] = _("Write the lower cut first, then a higher one.")
    if cutting.scheme == "official" and not cutting.authority:
        wrong["authority"] = _("Choose whose classes are taken over.")
    return wrong


def _check_may_weigh(tenant_code: str, by: Viewer) -> None:
    if not by.may("index.weigh", tenant_code):
        raise NotAllowed("index_weigh", _("You may not change how the index of this region is weighed."))
