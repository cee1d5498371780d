"""One number for c cases where mu were expected; twin and sources in scan/statistic.py."""

import math

from kondusif_engine.kernels import compiled, inner


@inner
def evidence(cases, expected, shape, rate):
    return (
        shape * math.log(rate)
        - math.lgamma(shape)
        + math.lgamma(shape + cases)
        - (shape + cases) * math.log(rate + expected)
    )


@compiled
def bayes_factor(cases, expected, constants):
    cases = float(cases)  # or the same formula is compiled for whole numbers too
    total, strength = constants[0], constants[1]
    outside = evidence(total - cases, total - expected, strength, strength)
    neither = evidence(total, total, strength, strength)
    top = evidence(cases, expected, constants[2] * strength, strength)
    for i in range(3, constants.size):
        top = max(top, evidence(cases, expected, constants[i] * strength, strength))
    sum_ = 0.0
    for i in range(2, constants.size):
        sum_ += math.exp(evidence(cases, expected, constants[i] * strength, strength) - top)
    return top + math.log(sum_ / (constants.size - 2)) + outside - neither


@compiled
def missing(cases, expected):
    if cases >= expected:
        return 0.0
    return expected - cases + (cases * math.log(cases / expected) if cases > 0 else 0.0)


@compiled
def score(cases, expected, how):
    if how.kind == 3:  # a deficit: cases come with a minus sign, so that fewer are more
        return missing(-cases, expected)
    if cases < how.min_cases or cases <= expected:
        return 0.0
    total = how.constants[0]
    if how.kind == 0:
        inside = cases * math.log(cases / expected)
        outside = total - cases
        return inside + outside * math.log(outside / (total - expected)) if outside > 0 else inside
    if how.kind == 1:
        return cases * math.log(cases / expected) + expected - cases
    return bayes_factor(cases, expected, how.constants)
