import pickle
import subprocess
import sys

import numpy as np
import pytest

import kondusif_engine
from kondusif_engine import ArgumentProblem, checks


def test_a_problem_says_which_argument_what_is_wrong_and_what_now():
    problem = ArgumentProblem("history", "has 0 days", "give at least 1")
    assert str(problem) == "history has 0 days; give at least 1"
    assert problem.argument == "history"
    assert isinstance(problem, ValueError)


def test_a_problem_survives_the_way_back_from_another_process():
    problem = pickle.loads(pickle.dumps(ArgumentProblem("seed", "is -1", "give at least 0")))
    assert (problem.argument, problem.wrong, problem.now) == ("seed", "is -1", "give at least 0")


@pytest.mark.parametrize("bad", [[1, -1], [1.5, 2], [np.nan, 1], [np.inf, 1], ["a", "b"], [[1], [1]]])
def test_counts_are_whole_finite_and_not_negative(bad):
    with pytest.raises(ArgumentProblem, match=r"^counts "):
        checks.count_array(bad, "counts", shape=(None,))


def test_the_callers_array_is_copied_even_when_it_already_fits():
    mine = np.zeros(3)
    checks.real_array(mine, "x", shape=(3,))[0] = 9
    assert mine[0] == 0


@pytest.mark.parametrize("bad", [True, 1.0, "1", None, -1])
def test_a_seed_is_a_whole_number_from_zero_up(bad):
    with pytest.raises(ArgumentProblem, match=r"^seed "):
        checks.seed_number(bad)


def test_the_place_of_the_first_bad_value_is_named():
    with pytest.raises(ArgumentProblem, match=r"at \[1, 0\] \(1 in all\)"):
        checks.real_array([[0, 1], [np.nan, 1]], "baseline", shape=(None, 2))


def test_no_module_loads_numba_or_scipy_before_it_is_asked():
    """Half a second of import is what somebody pays who only wants one number."""
    code = (
        "import sys, kondusif_engine\n"
        "for name in kondusif_engine.__all__: getattr(kondusif_engine, name)\n"
        "print(sorted({'numba', 'scipy', 'sklearn'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (lambda: checks.real_number(10**400, "level"), "level is beyond any float"),
        (
            lambda: checks.real_array(np.ma.masked_array([1, 2], [0, 1]), "x", shape=(2,)),
            "x holds masked values",
        ),
        (lambda: checks.sequence_of("ab", "names", str), "names is str; give a list or a tuple"),
        (lambda: checks.sequence_of(["a", 1], "names", str), r"names holds int at \[1\]; give str"),
        (lambda: checks.mapping_of({"a": 1}, "secrets", str), "secrets holds 'a': int"),
        (lambda: checks.flag(1, "trend"), "trend is 1; give True or False"),
    ],
)
def test_what_is_wrong_is_said(check, told):
    with pytest.raises(ArgumentProblem, match=told):
        check()


def test_an_unknown_submodule_is_an_attribute_error():
    with pytest.raises(AttributeError):
        kondusif_engine.nonsense  # noqa: B018


@pytest.mark.parametrize(
    ("values", "wrong", "now"),
    [
        ([1.0, np.nan], "holds NaN or infinity at [1] (1 in all)", "give finite numbers"),
        ([1.0, -2.0], "holds a value below 0.0 at [1] (1 in all)", "give at least 0"),
        ([1.0, 9.0], "holds a value above 5.0 at [1] (1 in all)", "give at most 5"),
        ([1.0], "has shape (1,)", "give shape (2,)"),
    ],
)
def test_a_refused_array_is_told_what_to_give_instead(values, wrong, now):
    with pytest.raises(ArgumentProblem) as problem:
        checks.real_array(values, "weight", shape=(2,), least=0.0, most=5.0)
    assert str(problem.value) == f"weight {wrong}; {now}"
