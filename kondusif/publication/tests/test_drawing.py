"""Names on the public map stand on their own land and not on one another."""

import shapely

from kondusif.publication.drawing import LETTER_PHONE, LETTER_WIDE, draw, names_that_fit

# A wide field, and east of it two slivers above one another, the upper with an islet far away.
SHAPES = {
    "a": shapely.box(0, 0, 2, 2),
    "b": shapely.union(shapely.box(2, 1.9, 2.6, 2), shapely.box(4.9, 0, 5, 0.1)),
    "c": shapely.box(2, 1.8, 2.6, 1.9),
}
NAMES = {"a": "Geger", "b": "Tanah Merah", "c": "Tanjung Bumi"}


def test_a_name_stands_in_the_largest_part_of_its_area():
    drawing = draw(SHAPES)
    middles = {o.code: o.middle for o in drawing.outlines}
    assert abs(middles["a"][0] - 200) < 5 and abs(middles["a"][1] - 200) < 5
    assert 400 < middles["b"][0] < 520, "not on the islet"
    assert all(o.room > 0 for o in drawing.outlines)


def test_names_never_lie_on_one_another_and_a_wide_drawing_has_room_for_more():
    outlines = draw(SHAPES).outlines
    phone, wide = (names_that_fit(outlines, NAMES, letter) for letter in (LETTER_PHONE, LETTER_WIDE))
    assert "a" in phone and len(phone & {"b", "c"}) == 1
    assert phone <= wide
    assert names_that_fit(outlines, NAMES, 5.0) == set(NAMES)


def test_a_name_that_would_leave_the_drawing_is_left_out():
    outlines = draw({"a": shapely.box(0, 0, 2, 2), "e": shapely.box(2, 0, 2.1, 2)}).outlines
    assert names_that_fit(outlines, {"a": "Geger", "e": "Tanjung Bumi"}, LETTER_PHONE) == {"a"}
