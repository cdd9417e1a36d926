"""PDF (by pypdf), e-mail files (by the standard library) and plain text: one report a file, attachments apart."""

from __future__ import annotations

import email
import email.policy
import email.utils
import io
import re
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any, Final

from foreshock.model import NotInstalled, Report, Unread, UnreadableSource, When

from .days import when_of
from .decoding import decode
from .feeds import plain_of
from .origin import Origin, text_report

MAX_PAGES: Final = 500
#: How long one PDF may take, in seconds; the pages after that are left out and told.
MAX_SECONDS: Final = 60.0
#: Characters of text that one PDF may give: a page of print has three thousand.
MAX_TEXT: Final = 5_000_000
_MAX_TEXT_FILE: Final = 10_000_000
_PDF_DATE: Final = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


def read_pdf(data: bytes, origin: Origin) -> Iterator[Report | Unread]:
    """A PDF as one report. Encrypted files, and scans without text, are Unread and say so."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise NotInstalled("PDF needs pypdf: pip install 'foreshock[desk]'") from None
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            yield Unread("the PDF", "the PDF is locked with a password: save it without", data)
            return
        pages: list[str] = []
        size, begun = 0, time.monotonic()
        for page in reader.pages[:MAX_PAGES]:
            pages.append(page.extract_text().strip())
            size += len(pages[-1])
            if size > MAX_TEXT or time.monotonic() - begun > MAX_SECONDS:
                break
        about: Any = reader.metadata or {}
        count = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError) as error:
        # pypdf lets many errors of the language through when a file is damaged.
        yield Unread("the PDF", f"the PDF cannot be read: {type(error).__name__}: {error}", data)
        return
    text = "\n\n".join(page for page in pages if page)
    if not text:
        yield Unread("the PDF", f"{count} pages and no text: it is a scan; run text recognition over it first", data)
        return
    if len(pages) < count:
        yield Unread(f"pages {len(pages) + 1} to {count}", "left out: the PDF is longer than the reader takes")
    made = _PDF_DATE.match(str(about.get("/CreationDate") or ""))
    yield text_report(
        origin,
        _unhyphenated(text),
        title=str(about.get("/Title") or "") or text.lstrip().splitlines()[0][:120],
        author=str(about.get("/Author") or ""),
        published=when_of("".join(made.groups())) if made else None,
        where=f"{len(pages)} pages",
    )


def _unhyphenated(text: str) -> str:
    """Words parted at a line's end joined again, and lines that go on joined; blank lines part paragraphs."""
    text = re.sub(r"(\w)-\n(?=[a-z])", r"\1", text)
    return re.sub(r"(?<=[^\n.:;!?])\n(?=[^\n\s•–-])", " ", text)


def read_text(data: bytes, origin: Origin) -> Iterator[Report | Unread]:
    """A plain text; its first line, if short, is the title."""
    try:
        decoded = decode(data, "the text", _MAX_TEXT_FILE)
    except UnreadableSource as error:
        yield Unread("the text", str(error), data)
        return
    text = decoded.text.strip()
    first = text.splitlines()[0].strip()
    yield text_report(origin, text, title=first[:120], where="the text")


def looks_like_mail(head: bytes) -> bool:
    """Whether bytes begin as a message does: header lines, among them From and one of Date, Subject, Message-ID."""
    block = re.split(rb"\r?\n\r?\n", head.lstrip(), maxsplit=1)[0]
    names = {match.lower() for match in re.findall(rb"^([A-Za-z-]+):", block, re.MULTILINE)}
    lines = block.splitlines()
    shaped = all(re.match(rb"[!-9;-~]+:|[ \t]", line) for line in lines[:10])
    return shaped and b"from" in names and bool(names & {b"date", b"subject", b"message-id"})


def read_mail(
    data: bytes, origin: Origin, inner: Callable[[bytes, str, Origin, str], Iterator[Report | Unread]]
) -> Iterator[Report | Unread]:
    """A message as one report, and each attached file through `inner(data, name, origin, media_type)`."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    subject = str(message.get("subject", "")).strip()
    part = message.get_body(("plain", "html"))
    text = _content(part) if part is not None else ""
    if part is not None and part.get_content_type() == "text/html":
        text = plain_of(text)
    sender = email.utils.parseaddr(str(message.get("from", "")))
    if text.strip() or subject:
        yield text_report(
            origin,
            text.strip() or subject,
            key=str(message.get("message-id", "")).strip(),
            title=subject,
            author=sender[0] or sender[1],
            published=_sent(message),
            where="the message",
        )
    else:
        yield Unread("the message", "a message without subject and words", data)
    for number, attached in enumerate(message.iter_attachments(), 1):
        name = attached.get_filename() or f"attachment {number}"
        payload = attached.get_payload(decode=True)
        if not isinstance(payload, bytes):
            payload = attached.as_bytes()
        if attached.get_content_maintype() in ("image", "audio", "video", "font"):
            yield Unread(f"attachment {name}", f"{attached.get_content_type()} is not read", payload)
            continue
        for found in inner(payload, name, origin, attached.get_content_type()):
            yield _within(found, f"attachment {name}")


def _within(found: Report | Unread, where: str) -> Report | Unread:
    import msgspec

    return msgspec.structs.replace(found, where=f"{where}, {found.where}")


def _content(part: Any) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError, KeyError):
        # A charset that nobody knows: the bytes decide.
        raw = part.get_payload(decode=True)
        return decode(raw, "the message").text if isinstance(raw, bytes) and raw.strip() else ""


def _sent(message: EmailMessage) -> When | None:
    return when_of(str(message.get("date", "")))
