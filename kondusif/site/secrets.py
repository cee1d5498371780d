"""Secrets live in files; see ``core.secrets``, which the rooms use too."""

from kondusif.core.secrets import secret

__all__ = ["secret"]
