"""What every request passes: public pages by the quickest way and without cookies, the desk only for its people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from foreshock.model import DeskConfig

from .people import display_name, role_of
from .setup import API, ROOT

V = TypeVar("V", bound=Callable[..., Any])
Respond = Callable[[HttpRequest], HttpResponse]

#: What a page of the desk may load and where its forms may go: ours, and nothing from elsewhere.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class PublicPagesFirst:
    """Lets the public site answer what is not the desk's, before sessions and cookies come into it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        site: Respond | None = request.META.get("foreshock.site")
        if site is not None and not request.path.startswith((ROOT, API)):
            return site(request)
        response = self.get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if config_of(request).base_url.startswith("https://"):
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response


class SignedIn:
    """The desk is for people with a role; a second factor is asked for where the desk requires one."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.path.startswith(ROOT) or getattr(view, "open_to_all", False) or _of_allauth(view):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not role_of(request.user):
            return redirect("desk-no-role")
        if config_of(request).require_second_factor and not _second_factor(request):
            return redirect("mfa_activate_totp")
        return None


class LeavesForProvider:
    """Sends people on to where they sign in (OpenID Connect) by a page of ours in place of a redirect: a browser that
    keeps to `form-action 'self'` follows no redirect elsewhere after a form, and no provider's address, which may be
    anywhere, has to be let into the policy."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        address = response.headers.get("Location", "")
        if request.method == "POST" and response.status_code == 302 and address.startswith(("https://", "http://")):
            host = urlsplit(address).netloc
            page = render(request, "desk/onward.html", {"address": address, "host": host})
            page.cookies.update(response.cookies)
            return page
        return response


def open_to_all(view: V) -> V:
    """Mark a view that needs no account."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def config_of(request: HttpRequest) -> DeskConfig:
    """The settings of the desk that this request came to."""
    config = request.META["foreshock.config"]
    assert isinstance(config, DeskConfig)
    return config


def desk_context(request: HttpRequest) -> dict[str, Any]:
    """What every template of the desk shows: whose desk, who is signed in."""
    config: DeskConfig | None = request.META.get("foreshock.config")
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "desk_title": config.title if config else "",
        "me": display_name(user) if signed_in else "",
        "role": role_of(user) if signed_in else "",
    }


def _of_allauth(view: Callable[..., HttpResponse]) -> bool:
    return str(getattr(view, "__module__", "")).startswith("allauth.")


def _second_factor(request: HttpRequest) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    return bool(is_mfa_enabled(request.user))
