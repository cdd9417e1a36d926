"""Django's settings for the desk: accounts, second factor, sign-in elsewhere, a strict policy. Once a process, before
anything opens a store (`store.configuration` says why)."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from foreshock.model import Conflict, DeskConfig, InvalidValue, NotInstalled, SignIn
from foreshock.store import Store, configure, create_store, open_store
from foreshock.store.schema import lacks_tables
from foreshock.store.secretkey import secret_key

#: Where the desk lives under the site's root.
ROOT: Final = "/desk/"
API: Final = "/api/"
NO_TABLES: Final = "the store has no tables for the desk's people and queue yet"
#: Any other name and Django's own tables would lie in a database of their own.
ALIAS: Final = "default"

APPS: Final = (
    "foreshock.desk.apps.DeskApp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
)
MIDDLEWARE: Final = (
    "foreshock.desk.middleware.PublicPagesFirst",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "foreshock.desk.middleware.SignedIn",
    "foreshock.desk.middleware.LeavesForProvider",
)
_CONTEXT: Final = (
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "foreshock.desk.middleware.desk_context",
)


def installed() -> bool:
    """Whether the extra `desk` is there."""
    return find_spec("allauth") is not None and find_spec("argon2") is not None


def configure_desk(folder: Path | None, config: DeskConfig, behind_tls: bool = False) -> None:
    """Set Django up with the desk. `folder` keeps the key that signs sessions; `behind_tls` marks cookies Secure.

    Any number of calls is fine, the last one's `config` counts. Raises NotInstalled without the extra `desk`,
    InvalidValue for a sign-in provider whose secret is not in the environment.
    """
    if not installed():
        raise NotInstalled("the desk needs its extra: pip install 'foreshock[desk]'")
    configure(APPS, **_settings(secret_key(folder), config, behind_tls))


def open_desk_store(folder: Path, config: DeskConfig, database_url: str | None = None) -> Store:
    """Open the store with the desk's tables in it. Raises as `foreshock.store.open_store`, and Conflict for a store
    that was made without them."""
    store = open_for_desk(folder, config, database_url)
    if not has_tables(store):
        store.close()
        raise Conflict(f"{folder}: {NO_TABLES}: make a backup, then run foreshock init {folder} --exist-ok")
    return store


def open_for_desk(folder: Path, config: DeskConfig, database_url: str | None = None) -> Store:
    """The same, whether the store has the desk's tables or not."""
    configure_desk(folder, config, behind_tls=config.base_url.startswith("https://"))
    store = open_store(folder, database_url, alias=ALIAS)
    if has_tables(store):
        # Django's models can be imported only after it was set up.
        from .pictures.taking import kin

        store.kin = kin
    return store


def has_tables(store: Store) -> bool:
    """Whether a store has every table of this version of the desk."""
    return not lacks_tables(store.database)


def create_desk_store(
    folder: Path, config: DeskConfig, database_url: str | None = None, owner_url: str | None = None, **how: bool
) -> Store:
    """Make a store with the desk's tables, or bring one up to date. Raises as `foreshock.store.create_store`."""
    configure_desk(folder, config, behind_tls=config.base_url.startswith("https://"))
    return create_store(folder, database_url, owner_url=owner_url, alias=ALIAS, **how)


def _settings(key: str, config: DeskConfig, behind_tls: bool) -> dict[str, Any]:
    account = f"{ROOT}account/"
    return {
        "SECRET_KEY": key,
        "ALLOWED_HOSTS": ["*"],  # the site checks names of hosts before Django sees the request
        "ROOT_URLCONF": "foreshock.desk.urls",
        "MIDDLEWARE": list(MIDDLEWARE),
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [str(Path(__file__).parent / "templates")],
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": list(_CONTEXT)},
            }
        ],
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
            {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        ],
        "LOGIN_URL": f"{account}login/",
        "LOGIN_REDIRECT_URL": ROOT,
        "LOGOUT_REDIRECT_URL": f"{account}login/",
        "SESSION_COOKIE_NAME": "foreshock",
        "SESSION_COOKIE_PATH": ROOT,
        "SESSION_COOKIE_AGE": 12 * 3600,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": behind_tls,
        "CSRF_COOKIE_NAME": "foreshock-form",
        "CSRF_COOKIE_PATH": ROOT,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SECURE": behind_tls,
        # A proxy that speaks TLS hands requests on without it; browsers name the public address as their origin.
        "CSRF_TRUSTED_ORIGINS": ["/".join(config.base_url.split("/")[:3])] if config.base_url else [],
        "CSRF_FAILURE_VIEW": "foreshock.desk.views.refused.bad_form",
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "FILE_UPLOAD_HANDLERS": ["foreshock.desk.pictures.arriving.OnePicture"],
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 2_000_000,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2_000,
        "USE_I18N": False,
        "ACCOUNT_ADAPTER": "foreshock.desk.people.NoSignUp",
        "SOCIALACCOUNT_ADAPTER": "foreshock.desk.people.KnownPeopleOnly",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_LOGOUT_ON_GET": False,
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "ACCOUNT_RATE_LIMITS": {"login": "30/m/ip", "login_failed": "5/5m/key,20/h/ip", "reauthenticate": "10/m/user"},
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https" if behind_tls else "http",
        "USERSESSIONS_TRACK_ACTIVITY": False,
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
        "MFA_ADAPTER": "foreshock.desk.people.SealedFactors",
        "MFA_TOTP_ISSUER": config.title,
        # Phones go a little wrong and people type slowly: one half minute more is what RFC 6238 advises as the most.
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_FORMS": {
            "authenticate": "foreshock.desk.codes.SignIn",
            "reauthenticate": "foreshock.desk.codes.IsItYou",
        },
        "SOCIALACCOUNT_ONLY": False,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": True,
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [_provider(one) for one in config.sign_in]}},
    }


def _provider(one: SignIn) -> dict[str, Any]:
    secret = os.environ.get(one.client_secret_env, "")
    if one.client_secret_env and not secret:
        raise InvalidValue(
            f"the sign-in {one.id!r} takes its secret from ${one.client_secret_env}, which is not set: set it, or "
            "take the sign-in out of foreshock.toml"
        )
    return {
        "provider_id": one.id,
        "name": one.name or one.id,
        "client_id": one.client_id,
        "secret": secret,
        "settings": {"server_url": one.server_url, "oauth_pkce_enabled": True},
    }
