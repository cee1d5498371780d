"""Pages of the channels room: each view translates and calls one action or query."""

from kondusif.channels.views.answering import answer
from kondusif.channels.views.overview import held_back, told

__all__ = ["answer", "held_back", "told"]
