"""Reading elections and their calendars: public facts."""

from datetime import date

from django.db.models import Q, QuerySet

from kondusif.elections.models import Election, PollingStation, Stage
from kondusif.regions.codes import lineage


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
