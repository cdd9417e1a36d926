"""Which addresses the fetcher may connect to: only http and https, only the public internet, checked where it counts.

A name is resolved once; every address that came back is checked; the connection goes to the checked address itself, so
that a second answer of the name server (DNS rebinding) changes nothing. TLS still asks for the name.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any, Final

import httpcore

from foreshock.model import NotFetched

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE: Final = ipaddress.ip_network("::/96")


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet: not private, loopback, link-local, multicast, reserved, nor an
    IPv6 form (mapped, 6to4, Teredo, NAT64, IPv4-compatible) of one that is not."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo is not None:
            inner = address.teredo[1]
        if inner is None and (address in _NAT64 or address in _COMPATIBLE):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def resolved(host: str, port: int) -> list[Address]:
    """The addresses of a host, in the order of the system's resolver. Raises NotFetched."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched(f"{host} has no address: {error}; check the spelling and the network") from None
    return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found))


def checked(host: str, port: int, allow_private: bool) -> list[Address]:
    """The addresses of a host that may be connected to. Raises NotFetched when one of them may not: a name that points
    inside as well as outside is not to be trusted."""
    addresses = resolved(host, port)
    inside = [address for address in addresses if not is_public(address)]
    if inside and not allow_private:
        raise NotFetched(
            f"{host} is {inside[0]}, an address inside a network: not reached. If this is meant, say "
            "allow-private-addresses = true for the source"
        )
    return addresses


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses only, and lets nothing take longer than until `deadline` (monotonic seconds)."""

    def __init__(self, allow_private: bool, deadline: float) -> None:
        self._inner = httpcore.SyncBackend()
        self._allow_private, self._deadline = allow_private, deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers."""
        failure: Exception | None = None
        for address in checked(host, port, self._allow_private):
            try:
                stream = self._inner.connect_tcp(str(address), port, _left(self._deadline, timeout), local_address)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            return _Timed(stream, self._deadline)
        assert failure is not None
        raise failure

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise NotFetched(f"{path} is a socket of this machine: not reached")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class _Timed(httpcore.NetworkStream):
    """A connection that dies at the deadline, however slowly the other side goes on sending."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(
            self._inner.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout)), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for the whole answer is over")
    return left if timeout is None else min(left, timeout)
