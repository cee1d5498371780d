"""Papers in which parties promise something before witnesses."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from kondusif.documents.kinds.fields import day, line, lines, prose, rows


@dataclass(frozen=True, kw_only=True)
class Article:
    """An article with its clauses."""

    title: str = line(_("Title of the article"))
    clauses: tuple[str, ...] = lines(_("Clauses"))


@dataclass(frozen=True, kw_only=True)
class PledgeParty:
    """Somebody who signs; *signed* tells when and how, *ink* what it looks like; empty until then."""

    name: str = line(_("Name"))
    title: str = line(_("Position"))
    agency: str = line(_("Agency"), default="")
    group: str = line(_("Group"), default="")
    signed: str = line(_("Signed"), default="")
    ink: str = line(_("Signature drawn"), default="", longest=60_000)  # an SVG of strokes that we wrote ourselves


@dataclass(frozen=True, kw_only=True)
class JointCommitment:
    """Komitmen bersama."""

    subject: str = line(_("Subject"))
    articles: tuple[Article, ...] = rows(_("Articles"))
    parties: tuple[PledgeParty, ...] = rows(_("Parties"))
    on: date = day(_("Day"))
    place: str = line(_("Place"))
    preamble: str = prose(_("Preamble"), default="")
    considerations: tuple[str, ...] = lines(_("Considering"), required=False)
    period: str = line(_("In force"), default="")
    witnesses: tuple[PledgeParty, ...] = rows(_("Witnesses"), required=False)
    version: str = line(_("Version of the text"), default="", longest=40)


@dataclass(frozen=True, kw_only=True)
class IntegrityPact:
    """Pakta integritas."""

    subject: str = line(_("Subject"))
    clauses: tuple[str, ...] = lines(_("Promises"))
    parties: tuple[PledgeParty, ...] = rows(_("Who promises"))
    on: date = day(_("Day"))
    place: str = line(_("Place"))
    preamble: str = prose(_("Preamble"), default="")
    sanction: str = prose(_("Consequence of a breach"), default="")
    witnesses: tuple[PledgeParty, ...] = rows(_("Witnesses"), required=False)
    version: str = line(_("Version of the text"), default="", longest=40)
