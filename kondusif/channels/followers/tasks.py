"""Followers are told: one job queues everybody's copies, jobs of a few dozen send them one after the other."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from kondusif.alerts.models import Alert
from kondusif.channels.followers import actions, letters
from kondusif.channels.followers.models import Bulletin
from kondusif.core.jobs import enqueue, task
from kondusif.core.models import Event
from kondusif.core.scope import EVERYWHERE, scoped
from kondusif.publication.models import NoticeVersion

STALE = timedelta(minutes=15)


@task
def tell_followers(*, event_id: int) -> None:
    """This function will queue the news of a public notice or warning for everybody whom it concerns."""
    with scoped(EVERYWHERE):
        news = _news(Event.objects.get(pk=event_id))
        bulletin = actions.queue_news(news, at=timezone.now()) if news else None
        if bulletin is not None:
            order_sending(bulletin)


@task
def send_bulletin(*, bulletin_id: str) -> None:
    """This function will send some copies of a piece of news and order the rest for when their turn is."""
    now = timezone.now()
    with scoped(EVERYWHERE):
        following = actions.send_copies(bulletin_id=UUID(bulletin_id), at=now)
        if following is not None:
            enqueue(send_bulletin, at=following if following > now else None, bulletin_id=bulletin_id)


@task
def tidy_followers(*, timestamp: int) -> None:
    """This function will forget addresses nobody confirmed, old copies, and order what a lost job left behind."""
    at = datetime.fromtimestamp(timestamp, UTC)
    with scoped(EVERYWHERE):
        actions.tidy_up(at=at)
        left = Bulletin.objects.filter(copies__state="queued", copies__not_before__lt=at - STALE).distinct()[:100]
        for bulletin in left:
            enqueue(send_bulletin, once=f"bulletin:{bulletin.pk}", bulletin_id=str(bulletin.pk))


def order_sending(bulletin: Bulletin) -> None:
    """This function will order the sending of a piece of news."""
    enqueue(send_bulletin, bulletin_id=str(bulletin.pk))


def _news(event: Event) -> letters.News | None:
    if event.name.startswith("alert."):
        alert = Alert.objects.select_related("region").get(pk=UUID(event.subject_id))
        told = alert.is_public and not alert.exercise
        return letters.news_of_alert(alert, event.name.partition(".")[2]) if told else None
    versions = NoticeVersion.objects.select_related("notice__region")
    version = versions.get(notice_id=UUID(event.subject_id), n=event.payload["version"])
    return None if version.notice.exercise else letters.news_of_notice(version)
