"""A picture sent to a desk that runs: who may, what is refused, and that no word is lost over it."""

from __future__ import annotations

import http.client
import re
import secrets
import urllib.error
import urllib.request
from pathlib import Path

import camera
import pytest
from test_safety import Client

from conftest import Served

PICTURE = camera.telling_jpeg(1000, 750)
ADD = "/desk/c/c-6/picture/"


class Sender(Client):
    """A client that sends forms with files."""

    def send_file(self, path: str, fields: dict[str, str], data: bytes, field: str = "picture") -> tuple[int, str, str]:
        """Status, body and the address at the end of a form with a file of a misleading name."""
        edge = secrets.token_hex(16)
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="../../etc/cron.d/a.png"\r\n'
        body = "".join(parts).encode() + f"{head}Content-Type: image/png\r\n\r\n".encode() + data
        body += f"\r\n--{edge}--\r\n".encode()
        request = urllib.request.Request(self.base + path, body)
        request.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
        try:
            with self.open(request) as response:
                return response.status, response.read().decode(), response.url
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(), path

    def form(self, **more: str) -> dict[str, str]:
        page = self.send("/desk/c/c-6/")[1]
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version
        return {"csrfmiddlewaretoken": self.token("/desk/c/c-6/"), "version": version[1], "text": "Typed words.",
                "home": "cape-ness", "day": "2020-05-09"} | more  # fmt: skip


@pytest.fixture
def ana(served: Served) -> Sender:
    sender = Sender(served)
    sender.sign_in("ana")
    return sender


def held(served: Served) -> list[Path]:
    return sorted((served.folder / "archive").glob("??/??/*"))


def test_a_picture_goes_into_the_draft_beside_what_was_typed(served: Served, ana: Sender) -> None:
    status, page, url = ana.send_file(ADD, ana.form(**{"image-0-caption": "The trawler."}), PICTURE)
    assert (status, url.endswith(("/desk/c/c-6/#picture-0", "/desk/c/c-6/"))) == (200, True)
    assert "Typed words." in page and 'value="The trawler."' in page and "your unsent words" in page
    digest = re.search(r'name="image-0-sha256" value="([0-9a-f]{64})"', page)
    assert digest and len(held(served)) == 4
    shown = re.search(r'src="(/desk/picture/[0-9a-f]{64}/)"', page)
    assert shown
    with ana.open(ana.base + shown[1]) as answer:
        body, headers = answer.read(), answer.headers
    assert body.startswith(b"\xff\xd8\xff") and camera.CAMERA.encode() not in body
    assert headers["Content-Type"] == "image/jpeg" and headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"] and headers["Cache-Control"] == "no-store"


def test_only_copies_are_shown_at_the_desk_and_only_to_its_people(served: Served, ana: Sender) -> None:
    ana.send_file(ADD, ana.form(), PICTURE)
    original = next(file.name for file in held(served) if camera.CAMERA.encode() in file.read_bytes())
    copy = next(file.name for file in held(served) if file.name != original)
    assert ana.send(f"/desk/picture/{original}/")[0] == 404
    assert ana.send(f"/desk/picture/{'0' * 64}/")[0] == 404
    nobody = Client(served)
    assert "Sign in" in nobody.send(f"/desk/picture/{copy}/")[1]
    for digest in (original, copy):
        assert nobody.send(f"/_held/{digest}")[0] == 404


def test_nobody_sends_a_picture_without_the_form_s_token_a_role_or_an_account(served: Served, ana: Sender) -> None:
    form = ana.form()
    assert ana.send_file(ADD, form | {"csrfmiddlewaretoken": "x" * 64}, PICTURE)[0] == 403
    rhea = Sender(served)
    rhea.sign_in("rhea")
    token = rhea.token("/desk/account/sessions/") if "csrf" in rhea.send("/desk/account/sessions/")[1] else ""
    assert rhea.send_file(ADD, form | {"csrfmiddlewaretoken": token or rhea.token("/desk/")}, PICTURE)[0] == 403
    nobody = Sender(served)
    token = nobody.token("/desk/account/login/")
    status, page, _ = nobody.send_file(ADD, form | {"csrfmiddlewaretoken": token}, PICTURE)
    assert status == 200 and "Sign in" in page
    for path in ("/desk/account/login/", "/desk/subscribe/"):
        nobody.send_file(path, {"csrfmiddlewaretoken": token, "login": "ana", "password": "x"}, PICTURE)
    assert held(served) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"GIF89a" + bytes(3000), "a GIF"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(3000), "HEIC"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "can carry scripts"),
        (b"", "no picture came in"),
        (camera.png_that_says(50_000, 50_000), "50000 × 50000 pixels"),
        (PICTURE[:20_000], "damaged or cut off"),
        (PICTURE + bytes(10_000_001 - len(PICTURE)), "larger than 10 million bytes"),
    ],
    ids=["GIF", "HEIC", "SVG", "empty", "bomb", "cut off", "too large"],
)
def test_a_file_that_is_refused_is_named_and_no_word_is_lost(
    served: Served, ana: Sender, data: bytes, words: str
) -> None:
    status, page, _ = ana.send_file(ADD, ana.form(), data)
    assert status == 422 and words in page and "Typed words." in page
    assert held(served) == []
    assert "Typed words." in ana.send("/desk/c/c-6/")[1]


def test_a_file_under_another_name_is_let_fall(served: Served, ana: Sender) -> None:
    status, page, _ = ana.send_file(ADD, ana.form(), PICTURE, field="document")
    assert status == 422 and "no picture came in" in page and held(served) == []


def test_a_body_far_beyond_the_bound_is_refused_unread(served: Served) -> None:
    connection = http.client.HTTPConnection(served.address.removeprefix("http://"), timeout=20)
    connection.putrequest("POST", ADD)
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.putheader("Content-Length", str(40_000_000))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_a_draft_that_saves_itself_keeps_the_picture_and_its_words(served: Served, ana: Sender) -> None:
    page = ana.send_file(ADD, ana.form(), PICTURE)[1]
    digest = re.search(r'name="image-0-sha256" value="([0-9a-f]{64})"', page)
    assert digest
    words = {"image-0-sha256": digest[1], "image-0-alt": "A boat.", "image-0-graphic": "yes", "typed": "1"}
    assert ana.send("/desk/c/c-6/draft/", ana.form(**words))[0] == 200
    again = ana.send("/desk/c/c-6/")[1]
    assert digest[1] in again and 'value="A boat."' in again and 'class="image covered"' in again
    assert re.search(r'name="image-0-graphic" value="yes" checked', again)


def test_a_picture_is_taken_out_again(served: Served, ana: Sender) -> None:
    ana.send_file(ADD, ana.form(), PICTURE)
    page = ana.send("/desk/c/c-6/")[1]
    digest = re.search(r'name="image-0-sha256" value="([0-9a-f]{64})"', page)
    assert digest
    fields = {"image-0-sha256": digest[1], "image-0-caption": "A boat.", "image-0-credit": "Wire", "image-0-alt": "x"}
    ana.send("/desk/c/c-6/act/", ana.form(**fields, act="save"))
    assert digest[1] in ana.send("/desk/c/c-6/")[1]
    ana.send("/desk/c/c-6/act/", ana.form(**fields, **{"image-0-gone": "yes"}, act="save"))
    assert digest[1] not in ana.send("/desk/c/c-6/")[1]


def test_two_people_who_add_pictures_to_one_candidate_lose_none(served: Served, ana: Sender) -> None:
    ed = Sender(served)
    ed.sign_in("ed")
    hers, his = ana.form(), ed.form()
    words = {"image-0-caption": "Hers.", "image-0-credit": "Wire", "image-0-alt": "x"}
    page = ana.send_file(ADD, hers | words, PICTURE)[1]
    digest = re.search(r'name="image-0-sha256" value="([0-9a-f]{64})"', page)
    assert digest
    ana.send("/desk/c/c-6/act/", ana.form(**words, **{"image-0-sha256": digest[1]}, act="save"))
    page = ed.send_file(ADD, his, camera.telling_png(200, 100))[1]
    own = re.search(r'name="image-0-sha256" value="([0-9a-f]{64})"', page)
    assert own and own[1] != digest[1] and "Somebody has changed this candidate" in page
    his |= {"image-0-sha256": own[1], "image-0-caption": "His.", "image-0-credit": "Ed", "image-0-alt": "y"}
    status, page, _ = ed.send("/desk/c/c-6/act/", his | {"act": "save"})
    assert status == 409 and own[1] in page and "Typed words." in page
