"""Reading elections, their calendars and the limits of law: public facts."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kondusif.core.problems import NotFound
from kondusif.elections.days_off import DaysOff, read_days_off
from kondusif.elections.deadlines import Due, due
from kondusif.elections.models import Election, LegalLimit, PastElection, PollingStation, RegionalDay, Stage
from kondusif.people.queries import within
from kondusif.regions.codes import lineage
from kondusif.regions.models import Region

CAPITAL = "Asia/Jakarta"


def elections_of(region_code: str) -> QuerySet[Election]:
    """This function will return the elections held in a region: its own, those above it, and national ones."""
    return Election.objects.filter(Q(region=None) | Q(region_id__in=lineage(region_code)))


def next_election(region_code: str, today: date) -> Election | None:
    """This function will return the election whose voting day comes next, today included."""
    return elections_of(region_code).filter(voting_on__gte=today).order_by("voting_on", "slug").first()


def election_in_view(region_code: str, today: date) -> Election | None:
    """This function will return the next election, or the last one where none is planned."""
    return next_election(region_code, today) or elections_of(region_code).order_by("-voting_on", "slug").first()


def running_stages(election: Election, today: date) -> QuerySet[Stage]:
    """This function will return the stages that run on a day."""
    return election.stages.filter(from_on__lte=today, to_on__gte=today)


def coming_stages(election: Election, today: date) -> QuerySet[Stage]:
    """This function will return the stages that begin after a day, the nearest first."""
    return election.stages.filter(from_on__gt=today)


def stations_in(election: Election, region_code: str) -> QuerySet[PollingStation]:
    """This function will return an election's polling stations in a region."""
    return election.stations.filter(
        Q(region_id=region_code) | Q(region_id__gt=region_code + ".", region_id__lt=region_code + "/")
    )


def national_days_off() -> DaysOff:
    """This function will return the public holidays and joint leave of the whole country."""
    return read_days_off(settings.PUBLIC_DATA_DIR / "elections" / "days_off.csv")


def days_off_for(region_code: str) -> DaysOff:
    """This function will return the days off in a region: national ones, and those of its own or of a region above it."""
    return national_days_off().with_regional(regional_days(region_code).values_list("day", "name", "decree"))


def regional_days(region_code: str) -> QuerySet[RegionalDay]:
    """This function will return the days off by decree that hold in a region, its own and those of the regions above."""
    return RegionalDay.objects.filter(region_id__in=lineage(region_code), withdrawn_at=None).select_related("region")


def zone_of(region_code: str) -> ZoneInfo:
    """This function will return the time zone of a region; of an unknown one, that of Jakarta."""
    name = Region.objects.filter(code=region_code[:5]).values_list("timezone", flat=True).first()
    return ZoneInfo(name or CAPITAL)


def day_in(region_code: str, at: datetime) -> date:
    """This function will return the day it is at *at* by the clocks of a region: there it begins while UTC has yesterday."""
    return at.astimezone(zone_of(region_code)).date()


def legal_limits(on: date) -> QuerySet[LegalLimit]:
    """This function will return the limits in force on a day."""
    return LegalLimit.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


def legal_limit(code: str, on: date) -> LegalLimit:
    """
    This function will return the limit of that code as it was in force on a day.

    :raises NotFound: if the law knew none that day.
    """
    found = legal_limits(on).filter(code=code).order_by("-valid_from").first()
    if found is None:
        raise NotFound("limit.missing", _("No legal limit of this code was in force on that day."))
    return found


def due_for(code: str, start: datetime, region_code: str) -> Due:
    """
    This function will return until when a limit of law runs that began at *start* in a region, with its steps.

    :raises NotFound: if the law knew no such limit that day.
    """
    zone = zone_of(region_code)
    found = legal_limit(code, start.astimezone(zone).date())
    return due(found.limit, start, zone=zone, days_off=days_off_for(region_code))


def history_of(region_code: str) -> list[PastElection]:
    """This function will return how earlier elections of a region went, the oldest first."""
    return list(PastElection.objects.filter(region_id=region_code).order_by("voting_on", "kind"))


def regions_with_history(region_code: str, scope: Iterable[str]) -> QuerySet[Region]:
    """This function will return the regions one step below, as far as *scope* reaches, whose history is known."""
    below = Region.objects.filter(parent_id=region_code, past_elections__isnull=False)
    return below.filter(within(scope, "code")).distinct().order_by("name")
