"""`foreshock user`: who may sign in at the desk, and as what."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import desk_option, json_option, print_json, read_config

if TYPE_CHECKING:
    from foreshock.store import Store

ROLES = ("reader", "analyst", "editor", "admin")
_role = click.Choice(ROLES)


@click.group()
def user() -> None:
    """Accounts of the desk: add them, list them, change their role or password, switch them off.

    \b
    Example:
      foreshock user add maryam --name "Maryam Daoudi" --role analyst --desk my-desk
    """


@user.command(
    epilog="""\b
Examples:
  foreshock user add maryam --name "Maryam Daoudi" --role analyst
  foreshock user add ines --role editor --email ines@example.org     may sign in elsewhere with this address"""
)
@click.argument("username")
@click.option("--name", default="", help="How the person stands in the record; the account's name by default.")
@click.option("--role", type=_role, default="analyst", show_default=True, help="What the account may do.")
@click.option("--email", default="", help="The address by which a sign-in elsewhere (OpenID Connect) is recognised.")
@click.option("--ask", is_flag=True, help="Ask for a password in place of making one up.")
@desk_option
@json_option
def add(username: str, name: str, role: str, email: str, ask: bool, desk: Path, as_json: bool) -> None:
    """Make an account and print its password once.

    A reader looks; an analyst decides and reads for others; an editor also corrects and edits the list; an admin also
    manages people.
    """
    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else ""
    with opened(desk):
        from foreshock.desk.people import add_person

        person, made = add_person(username, name, role, email, password)
    if as_json:
        print_json({"username": person.username, "role": role, "password": None if ask else made})
        return
    click.echo(f"Made the account {person.username}, {role}")
    if not ask:
        click.echo(f"Password: {made}")
        click.echo("It is shown only now; it can be changed after signing in.")


@user.command(
    "list",
    epilog="""\b
Example:
  foreshock user list --desk my-desk""",
)
@desk_option
@json_option
def list_(desk: Path, as_json: bool) -> None:
    """Everybody who has an account."""
    with opened(desk):
        from django.contrib.auth.models import User

        from foreshock.desk.people import display_name, role_of

        people = [
            {
                "username": one.username,
                "name": display_name(one),
                "role": role_of(one) or ("none" if one.is_active else "switched off"),
                "last": one.last_login.isoformat(timespec="minutes") if one.last_login else "never",
            }
            for one in User.objects.order_by("username")
        ]
    if as_json:
        print_json(people)
        return
    for one in people:
        click.echo(f"{one['username']:<20} {one['role']:<13} {one['name']:<30} last signed in: {one['last']}")
    if not people:
        click.echo("There are no accounts yet: foreshock user add NAME --role admin")


@user.command(
    epilog="""\b
Example:
  foreshock user role maryam editor --desk my-desk""",
)
@click.argument("username")
@click.argument("role", type=_role)
@desk_option
def role(username: str, role: str, desk: Path) -> None:
    """Give an account another role."""
    with opened(desk):
        from foreshock.desk.people import person_called, set_role

        set_role(person_called(username), role)
    click.echo(f"{username} is now {role}")


@user.command(
    epilog="""\b
Example:
  foreshock user demo --desk my-desk""",
)
@desk_option
def demo(desk: Path) -> None:
    """Two accounts to try a desk with, an analyst and an editor. Each call gives both new passwords."""
    with opened(desk):
        from foreshock.desk.people import add_person, new_password, person_called
        from foreshock.model import NotFound

        for username, name, role in (("analyst", "Demo Analyst", "analyst"), ("editor", "Demo Editor", "editor")):
            try:
                made = new_password(person_called(username))
            except NotFound:
                made = add_person(username, name, role)[1]
            click.echo(f"Sign in at /desk/ as {username:<8} with the password {made}")


@user.command(
    epilog="""\b
Example:
  foreshock user password maryam --ask --desk my-desk""",
)
@click.argument("username")
@click.option("--ask", is_flag=True, help="Ask for the new password in place of making one up.")
@desk_option
def password(username: str, ask: bool, desk: Path) -> None:
    """Set a new password and end all sessions of the account."""
    given = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else ""
    with opened(desk):
        from foreshock.desk.people import new_password, person_called

        made = new_password(person_called(username), given)
    click.echo(f"The password of {username} was changed" + ("" if ask else f": {made}"))


@user.command(
    epilog="""\b
Example:
  foreshock user off maryam --desk my-desk""",
)
@click.argument("username")
@click.option("--on", is_flag=True, help="Switch it on again.")
@desk_option
def off(username: str, on: bool, desk: Path) -> None:
    """Switch an account off and end its sessions; its acts stay in the record."""
    with opened(desk):
        from foreshock.desk.people import person_called, switch

        switch(person_called(username), on)
    click.echo(f"{username} is switched {'on' if on else 'off'}")


@user.command(
    epilog="""\b
Example:
  foreshock user token maryam --name "nightly import" --desk my-desk""",
)
@click.argument("username")
@click.option("--name", default="a program", show_default=True, help="What the token is for.")
@desk_option
def token(username: str, name: str, desk: Path) -> None:
    """Make a token with which a program may act for somebody (docs/api.md); it is shown only now."""
    with opened(desk):
        from foreshock.desk.api.tokens import make_token
        from foreshock.desk.people import person_called

        click.echo(make_token(person_called(username), name))


@user.command(
    "lost-factor",
    epilog="""\b
Example:
  foreshock user lost-factor maryam --desk my-desk""",
)
@click.argument("username")
@desk_option
def lost_factor(username: str, desk: Path) -> None:
    """Take away the second factor of somebody who lost it, and end their sessions. Make sure that it is them."""
    with opened(desk):
        from foreshock.desk.people import person_called, reset_factor

        had = reset_factor(person_called(username))
    click.echo(f"{username} {'has no second factor any more' if had else 'had no second factor'}")


def opened(desk: Path) -> Store:
    """The desk's store with the tables of its people. Raises Conflict for a desk that was made without them."""
    from foreshock.desk.setup import open_desk_store

    return open_desk_store(desk, read_config(desk), os.environ.get("DATABASE_URL"))
