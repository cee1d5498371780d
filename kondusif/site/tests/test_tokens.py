"""The colours of the house can be read, also by those who see fewer of them."""

from itertools import combinations

import pytest

from kondusif.site.tests.colours import DEUTERANOPIA, NORMAL, PROTANOPIA, contrast, distance, tokens

THEMES = tokens()
LEVELS = [f"--level-{n}" for n in range(4)]
TEXT = [
    *[(ink, ground) for ink in ("--ink", "--ink-2", "--ink-3") for ground in ("--paper", "--paper-2", "--card")],
    *[("--brand", ground) for ground in ("--paper", "--paper-2", "--card", "--brand-soft")],
    *[(tone, ground) for tone in ("--alarm", "--caution", "--good") for ground in ("--paper", "--card", f"{tone}-soft")],
    ("--on-brand", "--brand"), ("--nav-ink", "--nav"), ("--nav-ink-2", "--nav"), ("--nav-ink", "--nav-here"),
    ("--ink", "--brand-soft"), ("--paper", "--ink"),
    *[(f"--on-level-{n}", f"--level-{n}") for n in range(4)],
]  # fmt: skip
SIGNS = [
    ("--control", "--card"),
    ("--control", "--paper"),
    ("--hatch", "--level-none"),
    ("--focus", "--paper"),
    ("--focus", "--card"),
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(theme, ink, ground):
    assert contrast(THEMES[theme][ink], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("sign", "ground"), SIGNS)
def test_signs_and_borders_of_controls_stand_out(theme, sign, ground):
    assert contrast(THEMES[theme][sign], THEMES[theme][ground]) >= 3


@pytest.mark.parametrize("eye", [NORMAL, PROTANOPIA, DEUTERANOPIA], ids=["normal", "protanopia", "deuteranopia"])
@pytest.mark.parametrize("theme", THEMES)
def test_levels_stay_apart_for_every_eye(theme, eye):
    near = {(a, b): distance(THEMES[theme][a], THEMES[theme][b], eye) for a, b in combinations(LEVELS, 2)}
    assert min(near.values()) >= 15, near


def test_both_dark_sets_hold_the_same_values():
    assert THEMES["dark wished"] == THEMES["dark chosen"]


def test_dark_names_every_colour_that_light_names():
    assert set(THEMES["light"]) == set(THEMES["dark chosen"])


def test_citizens_sheet_takes_its_values_from_the_tokens():
    citizen = tokens("citizen.css")["light"]
    assert citizen
    assert {name: THEMES["light"].get(name) for name in citizen} == citizen


def test_the_contrast_arithmetic_knows_black_on_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_red_and_a_green_of_one_lightness_merge_for_a_deuteranope():
    assert distance("#b06a5a", "#7f8450", NORMAL) > 2 * distance("#b06a5a", "#7f8450", DEUTERANOPIA)
