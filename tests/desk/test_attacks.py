"""Attacks on a desk that runs, three and more of each kind: each has to come to nothing."""

from __future__ import annotations

import http.client
import urllib.parse
from urllib.parse import urlsplit

import pytest
from test_api import ask, token_of
from test_safety import Client

from conftest import PASSWORD, Served
from foreshock.store import Store


def raw(served: Served, method: str, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
    """One request exactly as written, redirects not followed."""
    connection = http.client.HTTPConnection(urlsplit(served.address).netloc, timeout=20)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, answer.headers, body


# Cross-site requests


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/x", "Origin": "http://127.0.0.1.evil.example"},
    ],
)
def test_a_form_from_elsewhere_decides_nothing_even_with_cookies(served: Served, headers: dict[str, str]) -> None:
    ana = Client(served)
    ana.sign_in("ana")
    token = ana.token("/desk/c/c-1/")
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in ana.jar)
    data = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "act": "reject", "version": "1", "note": "x"})
    connection = http.client.HTTPConnection(urlsplit(served.address).netloc, timeout=20)
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies, **headers}
    connection.request("POST", "/desk/c/c-1/act/", data, form)
    assert connection.getresponse().status == 403
    connection.close()
    assert "Reject" in ana.send("/desk/c/c-1/")[1], "still to decide"


def test_cookies_of_a_session_open_nothing_of_the_api_that_needs_a_token(served: Served) -> None:
    ana = Client(served)
    ana.sign_in("ana")
    assert ana.send("/api/v1/queue")[0] == 401


# Sessions


def test_a_session_that_somebody_else_chose_is_not_taken_over(served: Served) -> None:
    chosen = "a" * 32
    status, headers, body = raw(served, "GET", "/desk/account/login/", Cookie=f"foreshock={chosen}")
    assert status == 200
    assert chosen not in str(headers) + body
    victim = Client(served)
    before = {cookie.name: cookie.value for cookie in victim.jar}
    victim.send("/desk/account/login/")
    early = next((cookie.value for cookie in victim.jar if cookie.name == "foreshock"), None)
    victim.sign_in("ana")
    after = next(cookie.value for cookie in victim.jar if cookie.name == "foreshock")
    assert after not in (early, before.get("foreshock"), chosen)
    assert raw(served, "GET", "/desk/", Cookie=f"foreshock={chosen}")[0] == 302
    assert "foreshock" not in urlsplit(served.address).query


def test_a_session_ends_for_whoever_copied_it_when_its_owner_signs_out(served: Served) -> None:
    ana = Client(served)
    ana.sign_in("ana")
    copied = next(cookie.value for cookie in ana.jar if cookie.name == "foreshock")
    assert raw(served, "GET", "/desk/", Cookie=f"foreshock={copied}")[0] == 200
    ana.send("/desk/account/logout/", {"csrfmiddlewaretoken": ana.token("/desk/")})
    assert raw(served, "GET", "/desk/", Cookie=f"foreshock={copied}")[0] == 302


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(served: Served, onward: str) -> None:
    client = Client(served)
    path = f"/desk/account/login/?next={urllib.parse.quote(onward)}"
    data = {"csrfmiddlewaretoken": client.token(path), "login": "ana", "password": PASSWORD, "next": onward}
    connection = http.client.HTTPConnection(urlsplit(served.address).netloc, timeout=20)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.jar)
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
    connection.request("POST", path, urllib.parse.urlencode(data), form)
    answer = connection.getresponse()
    assert "evil" not in (answer.headers["Location"] or "")
    assert "javascript" not in (answer.headers["Location"] or "")
    connection.close()


# Other people's objects


def test_tokens_open_no_more_than_their_own_persons_role(served: Served) -> None:
    reader, analyst = token_of(served, "rhea"), token_of(served, "ana")
    rejected = {"act": "reject", "version": 1, "note": "x"}
    assert ask(served, "queue/c-1/acts", reader, rejected)[0] == 403
    for forged in ("", "fsk_", analyst[:-1], analyst.upper(), f"{analyst}x", f"{analyst} {reader}"):
        assert ask(served, "queue", forged)[0] == 401, forged
    assert ask(served, f"queue?token={analyst}")[0] in (401, 422), "never in an address"


def test_a_draft_and_a_session_of_somebody_else_cannot_be_had(served: Served) -> None:
    ana, ed = Client(served), Client(served)
    ana.sign_in("ana")
    ed.sign_in("ed")
    token = ana.token("/desk/c/c-2/")
    words = "Words of Ana that nobody else sees"
    draft = {"csrfmiddlewaretoken": token, "typed": "1", "version": "1", "text": words}
    assert ana.send("/desk/c/c-2/draft/", draft)[0] == 200
    assert words in ana.send("/desk/c/c-2/")[1]
    assert words not in ed.send("/desk/c/c-2/")[1]
    ed.send("/desk/c/c-2/discard/", {"csrfmiddlewaretoken": ed.token("/desk/c/c-2/")})
    assert words in ana.send("/desk/c/c-2/")[1], "nobody else lets it go"
    for number in range(1, 6):
        ed.send(f"/desk/sessions/{number}/end/", {"csrfmiddlewaretoken": ed.token("/desk/")}) if ed.signed_in else None
    assert ana.signed_in, "ending what is not one's own ends nothing"


# Headers and hosts


@pytest.mark.parametrize(
    "path",
    [
        "/desk/%0d%0aSet-Cookie:%20a=b/",
        "/desk/shelf/open%0d%0aX-Evil:1/",
        "/cape-ness/?as-of=2020%0d%0aX-Evil:1",
        "/desk/account/login/?next=%0d%0aX-Evil:1",
        "/CAPE-NESS%0d%0aX-Evil:%201",
    ],
)
def test_no_line_end_in_an_address_becomes_a_header(served: Served, path: str) -> None:
    _, headers, _ = raw(served, "GET", path)
    assert "X-Evil" not in headers
    assert "a=b" not in str(headers.get_all("Set-Cookie"))


def test_a_host_of_somebody_elses_is_not_repeated(served: Served) -> None:
    for host in ("evil.example", "evil.example:80", "127.0.0.1@evil.example"):
        status, headers, body = raw(served, "GET", "/desk/", Host=host)
        assert status == 400, host
        assert "evil" not in body + str(headers)


# What sources bring


def test_an_address_that_is_no_web_address_is_no_link(desk_store: Store) -> None:
    from test_filling import FIRST

    from foreshock.desk.search.index import add_reports, search

    for number, address in enumerate(("javascript:alert(1)", "data:text/html,x", " javascript:x", "vbscript:x")):
        from msgspec.structs import replace

        add_reports([replace(FIRST, id=f"wire:{number}", address=address)])
    add_reports([replace(FIRST, id="wire:web", address="https://wire.example/1")])
    assert {hit.address for hit in search("gunboats").hits} == {"", "https://wire.example/1"}
