"""Who gets in and what gets through: sign-in, forms, headers, roles."""

from __future__ import annotations

import http.client
import http.cookiejar
import logging
import re
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from conftest import PASSWORD, Served
from foreshock.model import Conflict, InvalidValue
from foreshock.store import Store


class Client:
    """A client without a browser: keeps cookies, says status and body."""

    def __init__(self, served: Served) -> None:
        self.base = served.address
        self.jar = http.cookiejar.CookieJar()
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar)).open

    def send(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str, dict[str, str]]:
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(self.base + path, body)
        try:
            with self.open(request) as response:
                return response.status, response.read().decode(), dict(response.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(), dict(error.headers)

    def token(self, path: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.send(path)[1])
        assert found, path
        return found[1]

    def sign_in(self, username: str, password: str = PASSWORD) -> int:
        path = "/desk/account/login/"
        data = {"csrfmiddlewaretoken": self.token(path), "login": username, "password": password}
        return self.send(path, data)[0]

    @property
    def signed_in(self) -> bool:
        return "foreshock" in {cookie.name for cookie in self.jar} and "Sign out" in self.send("/desk/")[1]


def test_the_desk_asks_who_you_are_and_the_public_pages_set_no_cookie(served: Served) -> None:
    client = Client(served)
    status, body, headers = client.send("/desk/c/c-1/")
    assert (status, "Sign in" in body) == (200, True)
    assert headers["Cache-Control"].startswith(("no-store", "max-age=0"))
    public = Client(served)
    for path in ("/", "/cape-ness/", "/index.json", "/feed.atom"):
        status, body, headers = public.send(path)
        assert (status, headers.get("Set-Cookie"), "c-1" in body) == (200, None, False), path
    assert not list(public.jar)


def test_every_page_carries_a_strict_policy(served: Served) -> None:
    client = Client(served)
    client.sign_in("ana")
    for path in ("/desk/", "/desk/c/c-1/", "/desk/nowhere/", "/desk/account/sessions/", "/desk/static/desk.js"):
        _, body, headers = client.send(path)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|\sstyle=", body) or path.endswith(".js"), path


@pytest.mark.parametrize("path", ["/desk/c/c-1/act/", "/desk/c/c-1/draft/", "/desk/c/c-1/discard/", "/desk/amend/"])
def test_no_form_is_taken_without_its_token(served: Served, path: str) -> None:
    client = Client(served)
    client.sign_in("ana")
    status, body, _ = client.send(path, {"act": "reject", "version": "1", "note": "x"})
    assert (status, "This form was not accepted" in body) == (403, True)


def test_a_reader_who_sends_a_decision_all_the_same_is_refused(served: Served) -> None:
    client = Client(served)
    client.sign_in("rhea")
    token = client.token("/desk/c/c-1/")
    data = {"csrfmiddlewaretoken": token, "act": "reject", "version": "1", "note": "x"}
    assert client.send("/desk/c/c-1/act/", data)[0] == 403
    assert "open" in client.send("/desk/c/c-1/")[1]


def test_what_comes_from_outside_is_escaped(served: Served) -> None:
    client = Client(served)
    client.sign_in("ana")
    data = {
        "csrfmiddlewaretoken": client.token("/desk/c/c-1/"), "act": "save", "version": "1", "home": "cape-ness",
        "day": "2020-05-09", "text": "<script>alert(1)</script> & \"quotes\"", "head": "<img src=x onerror=alert(2)>",
        "source-0-document": "wire-1",
    }  # fmt: skip
    status, body, _ = client.send("/desk/c/c-1/act/", data)
    assert status == 200
    assert "<script>alert" not in body and "<img src=x" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_guessing_passwords_is_slowed_down(served: Served) -> None:
    client = Client(served)
    answers = [client.sign_in("ana", f"wrong-{n}") for n in range(8)]
    assert not client.signed_in
    body = client.send("/desk/account/login/", {
        "csrfmiddlewaretoken": client.token("/desk/account/login/"), "login": "ana", "password": PASSWORD,
    })[1]  # fmt: skip
    assert "Too many" in body, (answers, body[-800:])


def test_signing_out_and_a_new_password_end_sessions(served: Served) -> None:
    client = Client(served)
    client.sign_in("ana")
    assert client.signed_in
    served.run("user", "password", "ana", "--desk", str(served.folder))
    assert not client.signed_in


def test_passwords_are_kept_by_argon2_and_weak_ones_refused(desk_store: Store) -> None:
    from foreshock.desk.people import add_person

    person, made = add_person("maryam", "Maryam Daoudi", "analyst")
    assert person.password.startswith("argon2$argon2id$")
    assert made not in person.password and len(made) >= 16
    with pytest.raises(InvalidValue, match="too short"):
        add_person("b", "B", "analyst", password="short")
    with pytest.raises(Conflict, match="somebody is called"):
        add_person("c", "maryam daoudi", "editor")
    with pytest.raises(InvalidValue, match="no role"):
        add_person("d", "D", "owner")


def test_a_hash_that_the_command_makes_is_dear_to_whoever_guesses(served: Served) -> None:
    """At least what OWASP's password storage cheat sheet asks of Argon2id: 19 MiB and two passes."""
    served.run("user", "password", "ana", "--desk", str(served.folder))
    with closing(sqlite3.connect(served.folder / "foreshock.sqlite3")) as database:
        [(kept,)] = database.execute("SELECT password FROM auth_user WHERE username = 'ana'").fetchall()
    cost = re.match(r"argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$", kept)
    assert cost and int(cost[1]) >= 19 * 1024 and int(cost[2]) >= 2, kept


def test_a_body_that_is_too_large_is_refused_unread(served: Served) -> None:
    host = served.address.removeprefix("http://")
    for path in ("/desk/subscribe/", "/desk/account/login/", "/api/v1/queue/c-1/acts"):
        connection = http.client.HTTPConnection(host, timeout=20)
        connection.putrequest("POST", path)
        connection.putheader("Content-Type", "multipart/form-data; boundary=x")
        connection.putheader("Content-Length", str(10**10))
        connection.endheaders()
        assert connection.getresponse().status == 413, path
        connection.close()


def test_a_failed_sign_in_leaves_a_line_without_the_password(
    desk_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    from django.contrib.auth import authenticate
    from django.test import RequestFactory

    from foreshock.desk.people import add_person

    add_person("maryam", "Maryam Daoudi", "analyst")
    with caplog.at_level(logging.INFO, "foreshock.desk"):
        request = RequestFactory(REMOTE_ADDR="192.0.2.7").post("/desk/account/login/")
        assert authenticate(request, username="maryam", password="guess-of-somebody") is None
    assert caplog.messages == ["sign-in refused: account 'maryam' from 192.0.2.7"]


def test_behind_a_proxy_with_tls_forms_of_the_public_address_count_and_no_others(
    served: Served, tmp_path: Path
) -> None:
    import subprocess
    import sys

    (served.folder / "foreshock.toml").write_text('base-url = "https://list.example"\n')
    command = [sys.executable, "-m", "foreshock", "serve", "--desk", str(served.folder), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    host = process.stdout.readline().split()[1].removeprefix("http://").rstrip("/")
    try:
        path = "/desk/account/login/"

        def send(method: str, body: str = "", **headers: str) -> tuple[http.client.HTTPResponse, str]:
            connection = http.client.HTTPConnection(host, timeout=20)
            form = {"Content-Type": "application/x-www-form-urlencoded", "Host": "list.example"}
            connection.request(method, path, body, {**form, **headers})
            answer = connection.getresponse()
            return answer, answer.read().decode()

        page, text = send("GET")
        cookie = page.headers["Set-Cookie"]
        assert "Secure" in cookie and "HttpOnly" in cookie and page.headers["Strict-Transport-Security"]
        token = re.search(r'ken" value="(\w+)"', text)
        assert token
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "login": "ana", "password": PASSWORD})
        held = {"Cookie": cookie.partition(";")[0]}
        assert send("POST", body, Origin="https://evil.example", **held)[0].status == 403
        answer = send("POST", body, Origin="https://list.example", **held)[0]
        assert answer.status == 302
        session = [value for name, value in answer.getheaders() if name == "Set-Cookie" and "foreshock=" in value]
        assert session and all(word in session[0] for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/desk/"))
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
