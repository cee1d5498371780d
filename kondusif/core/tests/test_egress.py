"""What an address that somebody else typed can never make this installation do."""

import ipaddress
import socket
import threading
import time
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kondusif.core.egress import Forbidden, Guard, is_public
from tests.support.waiting import PATIENCE_S

PUBLIC = "93.184.216.34"
INSIDE_V4 = [
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "0.0.0.0/8",
    "224.0.0.0/4", "240.0.0.0/4", "198.18.0.0/15", "192.0.0.0/24", "192.0.2.0/24",
]  # fmt: skip


def inside() -> st.SearchStrategy[ipaddress.IPv4Address]:
    """This function will draw addresses of every network that must never be reached."""

    def of(text: str):
        network = ipaddress.ip_network(text)
        return st.integers(0, network.num_addresses - 1).map(lambda n: network[n])

    return st.one_of([of(text) for text in INSIDE_V4])


def spellings(address: ipaddress.IPv4Address) -> list[str]:
    """This function will write one address in every way that some library somewhere reads as it."""
    n, (a, b, c, d) = int(address), address.packed
    high, low = n >> 16, n & 0xFFFF
    return [
        str(address), f"{address}.", str(n), hex(n), f"0{n:o}", f"{a}.{n & 0xFFFFFF}", f"{a}.{b}.{n & 0xFFFF}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}", f"{a:#x}.{b:#x}.{c:#x}.{d:#x}", f"{a:03d}.{b:03d}.{c:03d}.{d:03d}",
        f"[::ffff:{address}]", f"[::ffff:{high:x}:{low:x}]", f"[0:0:0:0:0:ffff:{high:x}:{low:x}]", f"[::{address}]",
        f"[64:ff9b::{address}]", f"[2002:{high:x}:{low:x}::1]", f"[::ffff:0:{address}]", f"%31{str(address)[1:]}",
        "".join(chr(0xFF10 + int(x)) if x.isdigit() else x for x in str(address)),
    ]  # fmt: skip


def never(host: str, port: int) -> list[str]:
    raise AssertionError(f"{host} was looked up")


@given(inside(), st.integers(0, 18), st.sampled_from(["", ":443", ":8443"]))
def test_no_spelling_of_an_inner_address_passes(address, n, port):
    guard = Guard(resolver=lambda host, _port: socket.gethostbyname_ex(host)[2] if host[-1].isdigit() else [host])
    with pytest.raises((Forbidden, OSError, ValueError)):
        guard.address(guard.target(f"https://{spellings(address)[n]}{port}/kait"))


@given(inside())
def test_a_name_with_an_inner_address_behind_it_passes_never_also_beside_a_public_one(address):
    for found in ([str(address)], [PUBLIC, str(address)], [f"::ffff:{address}"], [f"64:ff9b::{address}"]):
        guard = Guard(resolver=lambda _h, _p, found=found: found)
        with pytest.raises(Forbidden):
            guard.address(guard.target("https://kait.contoh.id/"))


@pytest.mark.parametrize(
    "address",
    ["::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "2001::1", "100::1", "64:ff9b:1::7f00:1"],
)  # fmt: skip
def test_no_inner_address_of_the_newer_kind_passes(address):
    guard = Guard(resolver=lambda _h, _p: [address])
    for url in (f"https://[{address}]/", "https://kait.contoh.id/"):
        with pytest.raises(Forbidden):
            guard.address(guard.target(url))


@given(st.ip_addresses())
def test_what_passes_is_global_and_holds_no_inner_address(address):
    if is_public(address):
        assert address.is_global
        assert not (address.is_private or address.is_loopback or address.is_link_local or address.is_multicast)
        if address.version == 6:
            assert address.ipv4_mapped is None
            assert address.sixtofour is None
            assert address.teredo is None


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://kait.contoh.id/", "scheme"), ("ftp://kait.contoh.id/", "scheme"), ("file:///etc/passwd", "scheme"),
        ("gopher://kait.contoh.id/", "scheme"), ("//kait.contoh.id/", "scheme"), ("kait.contoh.id", "scheme"),
        ("https://kait.contoh.id:22/", "port"), ("https://kait.contoh.id:0/", "port"), ("https://kait.contoh.id:80/", "port"),
        ("https://kait.contoh.id:99999/", "spelling"), ("https://orang@kait.contoh.id/", "spelling"),
        ("https://a:b@127.0.0.1/", "spelling"), ("https://kait.contoh.id#@127.0.0.1/", "spelling"),
        ("https://kait.contoh.id\\@127.0.0.1/", "spelling"), ("https://kait.contoh.id/\r\nHost: x", "spelling"),
        ("https:// kait.contoh.id/", "spelling"), ("https://", "spelling"), ("https:///jalan", "spelling"),
        ("https://localhost/", "host"), ("https://postgres:443/", "host"), ("https://-x.id/", "host"), ("https://a..id/", "host"),
        ("https://contoh_id.id/", "host"), ("https://[::1%25eth0]/", "address"), ("https://127.0.0.1.:443/", "address"),
        ("https://①②⑦.⓪.⓪.①/", "spelling"), ("https://kait.contoh.id/" + "a" * 600, "spelling"), ("https://[::1/", "spelling"),
    ],
)  # fmt: skip
def test_a_wrong_address_is_refused_before_any_name_is_looked_up(url, code):
    guard = Guard(resolver=never)
    with pytest.raises(Forbidden) as refusal:
        guard.address(guard.target(url))
    assert str(refusal.value) == code


def test_a_public_name_passes_with_its_path_and_query():
    guard = Guard(resolver=lambda _h, _p: [PUBLIC])
    target = guard.target("https://Kait.Contoh.ID./terima?kunci=1")
    assert (target.host, target.port, target.path) == ("kait.contoh.id", 443, "/terima?kunci=1")
    assert guard.address(target) == PUBLIC
    assert guard.target("HTTPS://kait.contoh.id/").is_secure
    assert guard.address(guard.target(f"https://{PUBLIC}:8443/")) == PUBLIC


@contextmanager
def listening(answer: bytes, pause: float = 0.0):
    """This function will answer one connection after another on loopback with *answer*, byte by byte with a pause."""
    server = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            try:
                line, _from = server.accept()
            except OSError:
                return
            with line:
                line.settimeout(PATIENCE_S)
                try:
                    heard.append(line.recv(65_536))
                    for start in range(0, len(answer), 1 if pause else len(answer)):
                        line.sendall(answer[start : start + (1 if pause else len(answer))])
                        if pause and stop.wait(pause):
                            return
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1], heard
    finally:
        stop.set()
        server.close()
        thread.join(3)


def lenient(port: int, resolver, patience: float = PATIENCE_S) -> Guard:
    """This function will return a guard that lets plain HTTP to loopback out, which no installation has."""
    return Guard(resolver, frozenset({port}), frozenset({"http"}), lambda a: str(a) == "127.0.0.1", patience_s=patience)


def test_a_name_that_changes_between_look_up_and_connection_changes_nothing():
    answers = [["127.0.0.1"], ["10.0.0.5"], ["10.0.0.5"]]
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    with listening(b"HTTP/1.1 204 No Content\r\n\r\n") as (port, heard):
        assert lenient(port, rebinding).post(f"http://kait.contoh.id:{port}/x", b"{}", {}).status == 204
    assert asked == ["kait.contoh.id"]
    assert f"Host: kait.contoh.id:{port}".encode() in heard[0]


def test_a_redirection_is_an_answer_and_nobody_follows_it():
    with listening(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/dalam\r\nContent-Length: 0\r\n\r\n") as (
        port,
        heard,
    ):
        answer = lenient(port, lambda _h, _p: ["127.0.0.1"]).post(f"http://kait.contoh.id:{port}/", b"{}", {})
    assert answer.status == 302
    assert not answer.is_accepted
    assert len(heard) == 1


def test_whoever_answers_drop_by_drop_is_cut_off_in_time():
    begun = time.monotonic()
    with listening(b"HTTP/1.1 200 OK\r\n" + b"X-Lama: 1\r\n" * 50, pause=0.5) as (port, _heard):
        guard = lenient(port, lambda _h, _p: ["127.0.0.1"], patience=0.4)
        with pytest.raises(OSError):
            guard.post(f"http://kait.contoh.id:{port}/", b"{}", {})
    assert time.monotonic() - begun < PATIENCE_S, "the whole answer takes five minutes"


def test_an_endless_answer_is_read_only_so_far():
    body = b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b"a" * 100_000
    with listening(body) as (port, _heard):
        answer = lenient(port, lambda _h, _p: ["127.0.0.1"]).post(f"http://kait.contoh.id:{port}/", b"{}", {})
    assert answer.is_accepted
    assert len(answer.text) == 200
