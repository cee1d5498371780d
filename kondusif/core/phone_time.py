"""When something was typed on a phone whose clock may be wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# Less than this is the way of the message, not a wrong clock.
NEAR = timedelta(minutes=2)
# A phone may lie in a drawer; what claims to be older was typed under a wrong clock.
LATEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class PhoneTimes:
    """What a phone says: when it was typed and when it was sent, and when it last heard our clock before typing."""

    typed_at: datetime
    sent_at: datetime | None = None
    heard_at: datetime | None = None  # by our clock
    heard_phone_at: datetime | None = None  # the same moment by the phone's

    def offset(self, at: datetime) -> timedelta:
        """This function will return what must be added to the phone's clock now, by what it says at the moment *at*."""
        return _counted(at - self.sent_at) if self.sent_at else timedelta(0)

    def moment(self, at: datetime) -> datetime:
        """
        This function will return when it was typed by our clock, never after *at*, when it arrived.

        A clock that was set in between is found by the moment at which the phone last heard ours. Where no
        reading fits, the arrival itself is the only moment known.
        """
        offsets = [self.offset(at)]
        if self.heard_at and self.heard_phone_at:
            offsets.append(_counted(self.heard_at - self.heard_phone_at))
        earliest = max(at - LATEST, min(self.heard_at or at - LATEST, at))
        for offset in offsets:
            try:
                moment = self.typed_at + offset
            except OverflowError:
                continue
            if earliest - NEAR <= moment <= at + NEAR:
                return min(moment, at)
        return at


def _counted(offset: timedelta) -> timedelta:
    return timedelta(0) if abs(offset) <= NEAR else offset


def phone_times(fields: Mapping[str, str], *, at: datetime) -> PhoneTimes:
    """This function will read what a phone's queue says beside the form that it sends."""
    said = {name: phone_moment(fields.get(name, "")) for name in ("sent_at", "heard_at", "heard_phone_at")}
    return PhoneTimes(typed_at=phone_moment(fields.get("entered_at", "")) or at, **said)


def phone_moment(text: str) -> datetime | None:
    """This function will read a moment as scripts write it, or None where it is none."""
    try:
        moment = datetime.fromisoformat(text[:40])
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
