"""The statistics, for the reader: one number for c cases where mu were expected."""

import math

from kondusif_engine.scan.world import CONDITIONAL, DEFICIT, EXPECTATION, Score


def score(cases: int, expected: float, how: Score) -> float:
    """Return the log likelihood ratio (or log Bayes factor) of a zone; 0.0 where nothing is in excess.

    Sources: "stp" and "poisson", Kulldorff (1997), eq. 3, doi:10.1080/03610929708831995, and Kulldorff
    et al. (2005), doi:10.1371/journal.pmed.0020059; "ebp", Neill (2009),
    doi:10.1016/j.ijforecast.2008.12.002; "bayes", Neill, Moore, Cooper (2006), with the prior of
    :class:`Prior`. A deficit scores as "ebp" does, where cases are fewer than expected. All grow with
    the cases and fall with what was expected, or the reverse for a deficit; the fast scan relies on it.
    """
    if how.kind == DEFICIT:
        return _missing(cases, expected)
    if cases < how.min_cases or cases <= expected:
        return 0.0
    total = how.constants[0]
    if how.kind == CONDITIONAL:
        inside = cases * math.log(cases / expected)
        outside = total - cases
        return inside + outside * math.log(outside / (total - expected)) if outside > 0 else inside
    if how.kind == EXPECTATION:
        return cases * math.log(cases / expected) + expected - cases
    return _bayes_factor(cases, expected, total, how.constants[1], how.constants[2:])


def _missing(cases, expected) -> float:
    if cases >= expected:
        return 0.0
    return expected - cases + (cases * math.log(cases / expected) if cases > 0 else 0.0)


def _bayes_factor(cases, expected, total, strength, effects) -> float:
    outside = evidence(total - cases, total - expected, strength, strength)
    neither = evidence(total, total, strength, strength)
    logs = [evidence(cases, expected, effect * strength, strength) for effect in effects]
    top = max(logs)
    inside = top + math.log(sum(math.exp(v - top) for v in logs) / len(logs))
    return inside + outside - neither


def evidence(cases: float, expected: float, shape: float, rate: float) -> float:
    """Return log P(cases | expected) under a Gamma(shape, rate) risk, but for terms of the cells."""
    return (
        shape * math.log(rate)
        - math.lgamma(shape)
        + math.lgamma(shape + cases)
        - (shape + cases) * math.log(rate + expected)
    )
