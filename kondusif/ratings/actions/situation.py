"""Working out the situation of a tenant's areas by the published rule."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kondusif.core.actions import event_of, record_each
from kondusif.core.models import Event
from kondusif.core.problems import NotFound
from kondusif.detection.queries import below
from kondusif.people.viewers import SYSTEM, Viewer
from kondusif.ratings.models import Rating, SituationRound
from kondusif.ratings.schemes import Authority, Scheme, level_name
from kondusif.ratings.signs import signs_of
from kondusif.ratings.situation import EDITION, METHOD, VERSION, Signs, assess
from kondusif.regions.models import Tenant


@transaction.atomic
def rate_from_situation(tenant_code: str, at: datetime, *, by: Viewer = SYSTEM) -> list[Rating]:
    """
    This function will rate every subdistrict and village of the tenant, and return the rows that were new.

    An area gets a new row only when its level or the reasons for it changed. An area of which nothing
    was ever heard gets none: no row means no data.

    :raises NotFound: if no tenant has this code.
    """
    tenant = Tenant.objects.filter(region_id=tenant_code).first()
    if tenant is None:
        raise NotFound("tenant_unknown", _("No office of this region uses this installation."))
    _one_at_a_time(tenant_code)
    former = _former(tenant_code)
    today = at.astimezone(ZoneInfo(tenant.timezone)).date()
    signs = signs_of(by, tenant_code, at)
    new = [r for code in sorted(signs) if (r := _rated(code, signs[code], former.get(code), today, at))]
    Rating.objects.bulk_create(new)
    record_each([_news(rating, former.get(rating.region_id), by, at) for rating in new if _is_news(rating, former)])
    SituationRound.objects.update_or_create(
        region_id=tenant_code, defaults={"at": at, "n_areas": len(signs), "n_changed": len(new)}
    )
    return new


def signs_hash(inputs: dict) -> str:
    """This function will return SHA-256 over the signs as they are stored."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def is_reproduced(rating: Rating) -> bool:
    """This function will tell whether the stored signs still give the stored level and reasons."""
    again = assess(Signs(**rating.inputs))
    return (
        signs_hash(rating.inputs) == rating.inputs_hash
        and again.level == rating.level
        and again.reasons_stored() == rating.reasons
    )


def _one_at_a_time(tenant_code: str) -> None:
    # History cannot be locked by row: the application holds no right to change it, and so none to lock it.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"situation {tenant_code}"])


def _former(tenant_code: str) -> dict[str, Rating]:
    rows = Rating.objects.filter(
        below(tenant_code), scheme=Scheme.SITUATION, authority=Authority.KESBANGPOL, superseded_by=None
    )
    return {r.region_id: r for r in rows.order_by("region_id", "-at", "-id").distinct("region_id")}


def _rated(code: str, signs: Signs, former: Rating | None, today, at: datetime) -> Rating | None:
    situation = assess(signs)
    reasons = situation.reasons_stored()
    if former is None and situation.level is None:
        return None
    if former is not None and (former.level, former.reasons) == (situation.level, reasons):
        return None
    inputs = asdict(signs)
    return Rating(
        region_id=code, authority=Authority.KESBANGPOL, method=METHOD, method_version=VERSION, edition=EDITION,
        scheme=Scheme.SITUATION, level=situation.level, class_name=level_name(situation.level), valid_from=today,
        reasons=reasons, inputs=inputs, inputs_hash=signs_hash(inputs), at=at, synthetic=signs.synthetic,
    )  # fmt: skip


def _is_news(rating: Rating, former: dict[str, Rating]) -> bool:
    """Only a change of level is news; other reasons for the same level stand in the history."""
    before = former.get(rating.region_id)
    return (before.level if before else None) != rating.level


def _news(rating: Rating, former: Rating | None, by: Viewer, at: datetime) -> Event:
    return event_of(
        "rating.given", subject=rating, by=by, at=at, authority=rating.authority, scheme=rating.scheme,
        by_alert=assess(Signs(**rating.inputs)).by_alert, reasons=[r["code"] for r in rating.reasons],
        **{"from": former.level if former else None, "to": rating.level},
    )  # fmt: skip
