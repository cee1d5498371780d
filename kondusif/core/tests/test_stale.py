"""Two people change one thing: what only one of them touched is taken, what both touched is shown to the second."""

from django.http import QueryDict

from kondusif.core.stale import SEEN, merged, seen


def typed(text: str, opened: dict) -> QueryDict:
    return QueryDict(f"{text}&{SEEN}={seen(opened).replace(' ', '+')}")


def test_what_a_colleague_stored_stays_where_the_sender_changed_nothing():
    opened, stored = {"title": "A", "body": "b\r\nc"}, {"title": "A baru", "body": "b\nc"}
    data, both = merged(typed("title=A&body=b%0D%0Ac+dan+d", opened), stored)
    assert (data["title"], data["body"], both) == ("A baru", "b\r\nc dan d", {})


def test_what_both_changed_is_told_with_the_colleagues_words_and_the_same_words_are_no_clash():
    opened, stored = {"title": "A", "body": ""}, {"title": "A rekan", "body": "sama"}
    data, both = merged(typed("title=A+saya&body=sama", opened), stored)
    assert (data["title"], both) == ("A saya", {"title": "A rekan"})


def test_a_form_without_marks_or_with_damaged_ones_is_taken_as_it_is():
    assert merged(None, {"title": "A"}) == (None, {})
    assert merged(QueryDict("title=B"), {"title": "A"})[1] == {}
    assert merged(QueryDict(f"title=B&{SEEN}=::+x+title"), {"title": "A"})[1] == {"title": "A"}
