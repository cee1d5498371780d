"""
The way out to addresses that others gave us: only to public hosts, over TLS, to the address that was checked.

A name is resolved once, every address behind it is judged, and the connection goes to the judged address
itself: a name that answers differently the next moment changes nothing. Redirections are not followed.
"""

import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]

URL_MAX = 500
PORTS = frozenset({443, 8443})
PATIENCE_S = 10.0
ANSWER_MAX = 16_384

_NETWORKS = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        # IPv6: everything that is not global unicast, and whatever carries an IPv4 address inside.
        "::/8", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?")
# The last label decides whether a host is meant as a number: 127.1, 0x7f000001, 2130706433, 0177.0.0.1
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")


class Forbidden(Exception):
    """This address is not one we post to; the argument is the reason's code."""


@dataclass(frozen=True)
class Target:
    """An address whose spelling is in order."""

    host: str
    port: int
    path: str
    is_literal: bool = False
    is_secure: bool = True


@dataclass(frozen=True)
class Answer:
    """What the other side said, in short."""

    status: int
    text: str = ""

    @property
    def is_accepted(self) -> bool:
        return 200 <= self.status < 300


def resolve(host: str, port: int) -> list[str]:
    """
    This function will return the addresses behind a name.

    :raises OSError: if there are none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_rest, address in found))


def is_public(address: Address) -> bool:
    """This function will tell whether *address* belongs to the open internet, in any spelling."""
    if getattr(address, "scope_id", None):
        return False
    inside = any(address in network for network in _NETWORKS if network.version == address.version)
    return not inside and address.is_global and not address.is_multicast


@dataclass(frozen=True)
class Guard:
    """What lets a post out; tests exchange its parts, an installation never does."""

    resolver: Resolver = resolve
    ports: frozenset[int] = PORTS
    schemes: frozenset[str] = frozenset({"https"})
    allowed: Callable[[Address], bool] = is_public
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    patience_s: float = field(default=PATIENCE_S)

    def target(self, url: str) -> Target:
        """
        This function will read *url* strictly.

        :raises Forbidden: if its spelling, scheme, host or port is not one we post to.
        """
        if len(url) > URL_MAX or not url.isascii() or re.search(r"[\x00-\x20\x7f\\]", url):
            raise Forbidden("spelling")
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise Forbidden("spelling") from None
        if parts.scheme not in self.schemes:
            raise Forbidden("scheme")
        if "@" in parts.netloc or parts.fragment or not parts.hostname:
            raise Forbidden("spelling")
        port = (443 if parts.scheme == "https" else 80) if port is None else port
        if port not in self.ports:
            raise Forbidden("port")
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        literal, host = _host(parts.netloc, parts.hostname)
        return Target(host, port, path, literal, parts.scheme == "https")

    def address(self, target: Target) -> str:
        """
        This function will return the one address to connect to.

        :raises Forbidden: if any address behind the name is not public: half a trap is a trap.
        :raises OSError: if the name has no address.
        """
        found = [target.host] if target.is_literal else self.resolver(target.host, target.port)
        if not found:
            raise OSError("the name has no address")
        try:
            addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in found]
        except ValueError:
            raise Forbidden("address") from None
        if not all(self.allowed(a) for a in addresses) or any("%" in text for text in found):
            raise Forbidden("address")
        return str(addresses[0])

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """
        This function will post *body* and return what the other side said within the patience, redirected or not.

        :raises Forbidden: if the address is not one we post to.
        :raises OSError: if nobody answers in time, not in HTTP, or without a valid certificate.
        """
        target = self.target(url)
        address = self.address(target)
        connection = _Pinned(target, address, self.trust() if target.is_secure else None, self.patience_s)
        # Whoever answers a letter a minute keeps no worker: after the patience the line is cut.
        cutter = threading.Timer(self.patience_s, connection.cut)
        cutter.daemon = True
        cutter.start()
        try:
            connection.request("POST", target.path, body=body, headers=dict(headers))
            response = connection.getresponse()
            return Answer(response.status, response.read(ANSWER_MAX).decode("utf-8", "replace")[:200])
        except HTTPException as error:
            raise ConnectionError(type(error).__name__) from error
        finally:
            cutter.cancel()
            connection.close()


class _Pinned(HTTPConnection):
    """A connection to one address whose certificate must be the name's."""

    def __init__(self, target: Target, address: str, trust: ssl.SSLContext | None, patience: float) -> None:
        super().__init__(target.host, target.port, timeout=patience)
        self._address, self._trust, self._is_cut = address, trust, False

    def connect(self) -> None:
        line = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = line
        if self._trust is not None:
            self.sock = self._trust.wrap_socket(line, server_hostname=self.host)

    def cut(self) -> None:
        """This function will end the line from outside, whatever it waits for."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def _host(netloc: str, host: str) -> tuple[bool, str]:
    if netloc.startswith("["):
        try:
            if "%" in host:
                raise Forbidden("address")
            return True, str(ipaddress.IPv6Address(host))
        except ValueError:
            raise Forbidden("spelling") from None
    host = host.lower().removesuffix(".")
    labels = host.split(".")
    if _NUMERIC.fullmatch(labels[-1]):
        try:
            return True, str(ipaddress.IPv4Address(host))  # only the plain dotted form; 127.1 and 0x7f are refused
        except ValueError:
            raise Forbidden("address") from None
    if len(host) > 253 or len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Forbidden("host")  # a name without a dot is one of our own network
    return False, host
