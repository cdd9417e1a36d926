"""Who works at the desk: accounts, their roles, and the name under which they stand in the record."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter

from foreshock.model import Conflict, InvalidValue, NotFound

from . import sealing

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest

#: Each role may do what those before it may: look, decide and read for others, correct and edit, manage people.
ROLES: Final = ("reader", "analyst", "editor", "admin")

_FACTORS: Final = "second-factor"


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an admin, never by whoever comes along."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Signing in elsewhere (OpenID Connect) opens an existing account with the same, verified address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors lie sealed in the database, with a key that is not in it."""

    def encrypt(self, text: str) -> str:
        return sealing.seal(text.encode(), _FACTORS).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.opened(bytes.fromhex(encrypted_text), _FACTORS).decode()


def add_person(username: str, name: str, role: str, email: str = "", password: str = "") -> tuple[User, str]:
    """Make an account; the account and its password, made up where none was given.

    `name` is how the person stands in the record, and nobody else may be called so: a second reader is told from the
    first by it. Raises InvalidValue for an unknown role or a weak password, Conflict for a name that is taken.
    """
    from allauth.account.models import EmailAddress
    from django.contrib.auth.models import User
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    check_role(role)
    name = " ".join(name.split()) or username
    if User.objects.filter(username__iexact=username).exists():
        raise Conflict(f"there is an account {username!r} already: choose another name, or change its role")
    if any(display_name(user).casefold() == name.casefold() for user in User.objects.all()):
        raise Conflict(f"somebody is called {name!r} already: the record tells people apart by their names")
    person = User(username=username, first_name=name[:150], email=email)
    try:
        person.full_clean(exclude=["password"])
        if password:
            validate_password(password, person)
    except ValidationError as error:
        raise InvalidValue(f"the account {username!r} cannot be made: {' '.join(error.messages)}") from None
    made = password or secrets.token_urlsafe(12)
    person.set_password(made)
    with transaction.atomic():
        person.save()
        set_role(person, role)
        if email:
            # An admin vouches for the address; only then may a sign-in elsewhere open this account.
            EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person, made


def person_called(username: str) -> User:
    """The account of that name. Raises NotFound."""
    from django.contrib.auth.models import User

    found = User.objects.filter(username__iexact=username).first()
    if found is None:
        raise NotFound(f"there is no account {username!r}: foreshock user list shows those there are")
    return found


def new_password(person: User, password: str = "") -> str:
    """Set a password, made up where none is given, and end all sessions of the account; the password.

    Raises InvalidValue for a weak one.
    """
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    made = password or secrets.token_urlsafe(12)
    try:
        validate_password(made, person)
    except ValidationError as error:
        raise InvalidValue(f"this password will not do: {' '.join(error.messages)}") from None
    person.set_password(made)
    person.save()
    end_sessions(person)
    return made


def switch(person: User, on: bool) -> None:
    """Switch an account on or off; off also ends its sessions."""
    person.is_active = on
    person.save()
    if not on:
        end_sessions(person)


def reset_factor(person: User) -> bool:
    """Take the second factor of an account away, for somebody who lost theirs, and end its sessions; whether there
    was one."""
    from allauth.mfa.models import Authenticator

    had = bool(Authenticator.objects.filter(user=person).delete()[0])
    end_sessions(person)
    return had


def end_sessions(person: User) -> None:
    """Sign an account out everywhere."""
    from allauth.usersessions.models import UserSession

    for session in UserSession.objects.filter(user=person):
        session.end()


def set_role(person: User, role: str) -> None:
    """Give an account one role in place of the one that it has. Raises InvalidValue for an unknown one."""
    from django.contrib.auth.models import Group

    group, _ = Group.objects.get_or_create(name=check_role(role))
    person.groups.set([group])


def check_role(role: str) -> str:
    """Return `role` if it is one of ours, else raise InvalidValue."""
    if role not in ROLES:
        raise InvalidValue(f"no role: {role!r}; write one of {', '.join(ROLES)}")
    return role


def role_of(user: Any) -> str:
    """The role of an account, empty when it has none. Asked once a request."""
    known: str | None = getattr(user, "_desk_role", None)
    if known is None:
        names = set(user.groups.values_list("name", flat=True)) if user.is_active else set()
        known = next((role for role in reversed(ROLES) if role in names), "")
        user._desk_role = known
    return known


def may(user: Any, role: str) -> bool:
    """Whether an account may do what `role` may."""
    own = role_of(user)
    return bool(own) and ROLES.index(own) >= ROLES.index(role)


def display_name(user: Any) -> str:
    """The name under which a person stands in the record."""
    return str(user.first_name or user.username)


def deciding_people() -> int:
    """How many active accounts may decide; with one alone there can be no second reader."""
    from django.contrib.auth.models import User

    roles = [role for role in ROLES if role != "reader"]
    return User.objects.filter(is_active=True, groups__name__in=roles).distinct().count()
