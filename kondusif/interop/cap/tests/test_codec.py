"""A CAP message says what it was given, reads back the same, and refuses what the standard refuses."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from capvalidator.validate import Validator
from hypothesis import given, settings
from hypothesis import strategies as st

from kondusif.interop.cap.codec import (
    Area,
    CapFault,
    Certainty,
    Info,
    Message,
    MsgType,
    Reference,
    Scope,
    Severity,
    Status,
    Urgency,
    from_xml,
    to_xml,
)

WIB = timezone(timedelta(hours=7))
SENT = datetime(2026, 11, 20, 9, 30, tzinfo=WIB)
SQUARE = ((-7.0, 112.0), (-7.0, 113.0), (-6.0, 113.0), (-6.0, 112.0), (-7.0, 112.0))


def an_info(**changes) -> Info:
    fields = {
        "language": "id-ID", "event": "Peringatan dini pemilihan", "urgency": Urgency.EXPECTED,
        "severity": Severity.SEVERE, "certainty": Certainty.LIKELY, "headline": "Ancaman di Geger",
        "description": "Tiga laporan < 24 jam & terverifikasi.", "instruction": "", "sender_name": "Kesbangpol",
        "effective": SENT, "expires": SENT + timedelta(days=1),
        "areas": (Area("Kecamatan Geger", (SQUARE,), (("Kemendagri", "35.26.06"),)),),
    }  # fmt: skip
    return Info(**(fields | changes))


def a_message(**changes) -> Message:
    fields = {
        "identifier": "PD-1", "sender": "kesbangpol-3526@contoh.test", "sent": SENT, "status": Status.ACTUAL,
        "msg_type": MsgType.ALERT, "scope": Scope.PUBLIC, "infos": (an_info(),),
    }  # fmt: skip
    return Message(**(fields | changes))


def test_a_message_is_valid_by_the_schema_and_reads_back_the_same():
    cancelled = a_message(msg_type=MsgType.CANCEL, references=(Reference("a@b", "PD-0", SENT),), note="Diakhiri.")
    for message in (a_message(), cancelled):
        content = to_xml(message)
        assert Validator(content).schema()[0]
        assert from_xml(content) == message


def test_coordinated_time_is_written_with_a_negative_zero_as_the_standard_asks():
    assert b"<sent>2026-11-20T02:30:00-00:00</sent>" in to_xml(a_message(sent=SENT.astimezone(UTC)))


@settings(max_examples=80, deadline=None)
@given(text=st.text(min_size=1).filter(str.strip), point=st.tuples(st.floats(-80, 80), st.floats(-170, 170)))
def test_whatever_an_officer_types_the_message_stays_valid(text, point):
    lat, lon = point
    ring = ((lat, lon), (lat, lon + 1), (lat + 1, lon), (lat, lon))
    content = to_xml(a_message(infos=(an_info(description=text, areas=(Area("x", (ring,)),)),)))
    assert Validator(content).schema()[0]
    assert from_xml(content).infos[0].areas[0].description == "x"


@pytest.mark.parametrize(
    ("element", "make"),
    [
        ("identifier", lambda: a_message(identifier="dua kata")),
        ("sender", lambda: a_message(sender="a,b")),
        ("sent", lambda: a_message(sent=datetime(2026, 11, 20))),  # noqa: DTZ001
        ("references", lambda: a_message(msg_type=MsgType.UPDATE)),
        ("restriction", lambda: a_message(scope=Scope.RESTRICTED)),
        ("info", lambda: a_message(infos=())),
        ("expires", lambda: an_info(expires=SENT)),
        ("polygon", lambda: Area("x", (SQUARE[:-1],))),
        ("polygon", lambda: Area("x", (((0, 0), (1, 1), (0, 1), (1, 0), (0, 0)),))),
        ("polygon", lambda: Area("x", (((0, 0), (0, 200), (1, 0), (0, 0)),))),
        ("polygon", lambda: Area("x", (SQUARE,) * 21)),
    ],
)
def test_what_the_standard_refuses_cannot_be_made(element, make):
    with pytest.raises(CapFault) as fault:
        make()
    assert fault.value.element == element


IMPOSSIBLE = [
    "2026-02-30T09:30:00+07:00", "2026-13-01T09:30:00+07:00", "2026-11-20T25:00:00+07:00", "2026-11-20T09:61:00+07:00",
    "2026-11-20T09:30:00Z", "2026-11-20T09:30:00", "20261120T093000+0700", "2026-W47-5T09:30:00+07:00", "2026-11-20",
    "0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-07:00", "2026-11-20T09:30:00+99:00", "kemarin", "",
]  # fmt: skip


def test_impossible_moments_are_refused_wherever_they_stand():
    good = to_xml(a_message(msg_type=MsgType.CANCEL, references=(Reference("a@b", "PD-0", SENT),))).decode()
    for wrong in IMPOSSIBLE:
        for element in ("sent", "effective", "expires", "references"):
            end = f"</{element}>"
            start = "a@b,PD-0," if element == "references" else f"<{element}>"
            before, _start, rest = good.partition(start)
            content = f"{before}{start}{wrong}{end}{rest.partition(end)[2]}"
            with pytest.raises(CapFault) as fault:
                from_xml(content.encode())
            assert fault.value.element == element, (wrong, element)


def test_moments_are_read_at_any_offset():
    for written in ("2026-11-20T02:30:00-00:00", "2026-11-20T02:30:00+00:00", "2026-11-20T11:30:00+09:00"):
        content = to_xml(a_message()).replace(b"<sent>2026-11-20T09:30:00+07:00", f"<sent>{written}".encode())
        assert from_xml(content).sent == SENT


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<alert/>",
        b"not xml",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
        b"<identifier>&x;</identifier></alert>",
        to_xml(a_message()).replace(b"2026-11-20T09:30:00+07:00</sent>", b"2026-13-40T09:30:00+07:00</sent>"),
        to_xml(a_message()).replace(b"<status>Actual", b"<status>Perhaps"),
        to_xml(a_message()).replace(b"<polygon>", b"<polygon>x "),
    ],
)
def test_a_foreign_message_that_is_wrong_is_refused_with_the_element_named(content):
    with pytest.raises(CapFault) as fault:
        from_xml(content)
    assert fault.value.element
