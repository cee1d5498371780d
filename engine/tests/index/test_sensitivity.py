import numpy as np
import pytest

from kondusif_engine import ArgumentProblem, index


def ishigami(points):
    x = (2 * points - 1) * np.pi
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_the_indices_of_the_ishigami_function_are_found():
    # Ishigami and Homma (1990), a = 7, b = 0.1: exact values.
    found = index.sobol(ishigami, ("x1", "x2", "x3"), n=4096, seed=2)
    np.testing.assert_allclose(found.first, [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(found.total, [0.5576, 0.4424, 0.2437], atol=0.02)
    assert found.variance == pytest.approx(13.8446, rel=0.02)
    assert (found.total_sd < 0.05).all()


def test_a_linear_model_has_the_shares_of_its_squared_coefficients():
    a = np.array([1.0, 2.0, 4.0, 0.5])
    found = index.sobol(lambda p: 7.0 + p @ a, tuple("abcd"), n=2048, seed=5)
    np.testing.assert_allclose(found.first, a**2 / (a @ a), atol=0.01)
    np.testing.assert_allclose(found.total, a**2 / (a @ a), atol=0.01)
    assert found.variance == pytest.approx((a @ a) / 12, rel=0.01)


def test_a_product_of_two_shows_what_lies_between_them():
    # y = (1 + a)(1 + b) of centred uniforms: first orders v, the pair v * v, of v + v + v * v, v = 1/12.
    found = index.sobol(lambda p: (0.5 + p[:, 0]) * (0.5 + p[:, 1]), ("a", "b"), n=4096, seed=6)
    v = 1 / 12
    np.testing.assert_allclose(found.first, v / (2 * v + v * v), atol=0.01)
    np.testing.assert_allclose(found.total, (v + v * v) / (2 * v + v * v), atol=0.01)


def test_a_factor_that_does_nothing_has_no_share():
    found = index.sobol(lambda p: p[:, 0], ("works", "idle"), n=256, seed=1)
    assert found.total[1] == 0.0
    assert found.first[0] == pytest.approx(1.0, abs=0.02)


def test_a_result_that_does_not_vary_has_no_shares():
    assert np.isnan(index.sobol(lambda p: np.ones(len(p)), ("a",), n=64, seed=1).total).all()


def test_the_weight_of_a_dimension_that_ranks_like_the_other_does_not_matter():
    plan = index.Hierarchy(
        [index.Dimension(d, (index.Subdimension(d, (d,)),)) for d in ("one", "two", "odd")]
    )
    rng = np.random.default_rng(1)
    base = rng.gamma(1.0, 1.0, 30)
    values = np.column_stack([base, base, rng.gamma(1.0, 1.0, 30)])
    found = index.rank_sensitivity(plan, values, [1, 1, 1], n=128, concentration=20.0, seed=3)
    assert found.names == ("one", "two", "odd", "normalisation", "aggregate")
    assert found.total[2] > found.total[0]


ABC = ("a", "b", "c")


@pytest.mark.parametrize(
    ("argument", "wrong"),
    [
        ("names", lambda: index.sobol(ishigami, (), n=64, seed=1)),
        ("names", lambda: index.sobol(ishigami, "abc", n=64, seed=1)),
        ("n", lambda: index.sobol(ishigami, ABC, n=100, seed=1)),
        ("function", lambda: index.sobol(lambda p: p[:3, 0], ABC, n=64, seed=1)),
        ("function", lambda: index.sobol(lambda p: p[:, 0] / 0.0 * 0.0, ABC, n=64, seed=1)),
        ("seed", lambda: index.sobol(ishigami, ABC, n=64, seed=-1)),
        ("bootstrap", lambda: index.sobol(ishigami, ABC, n=64, seed=1, bootstrap=1)),
    ],
)
def test_bad_input_is_named(argument, wrong):
    with np.errstate(all="ignore"), pytest.raises(ArgumentProblem) as refusal:
        wrong()
    assert refusal.value.argument == argument
