"""The geometry of the small charts."""

from kondusif.site.charts import columns, line


def test_a_missing_value_breaks_the_line():
    assert line([1, 2, None, 3]).path.count("M") == 2


def test_without_values_there_is_no_line():
    assert line([None, None]).path == "" and line([]).end is None


def test_a_flat_line_runs_through_the_middle_and_not_along_zero():
    assert line([5, 5, 5], height=34).end[1] == 17


def test_the_largest_value_reaches_the_top_and_the_smallest_the_bottom():
    drawn = line([0, 10], height=34, margin=4)
    assert drawn.path == "M4 30L156 4"


def test_columns_stand_on_zero():
    bars = columns([0, 5, None, 10], width=40, height=80)
    assert [(b.y + b.height, b.height) for b in bars] == [(80, 0), (80, 40), (80, 0), (80, 80)]
    assert bars[2].value is None
