"""The guard of the costs says what is too dear, and what nobody has recorded."""

import guard


def test_a_workload_within_the_allowance_is_no_fault():
    assert guard.faults({"scan": 1.29}, {"scan": 1.0, "gone": 9.0}) == []


def test_a_dearer_workload_and_one_without_a_record_are_named_apart():
    dear, unknown = guard.faults({"scan": 1.31, "linking": 0.1}, {"scan": 1.0})
    assert dear == "more than 1.3 times the recorded cost: scan"
    assert unknown == "no cost recorded, run with --record on a quiet machine: linking"
