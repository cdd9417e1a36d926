"""`foreshock verify`, `history`, `revert` and `erase`: what concerns the record itself."""

from __future__ import annotations

from pathlib import Path

import click

from foreshock.model import Damaged, InvalidValue, Kept, NotFound, ObjectKind

from .options import (
    by_option,
    desk_option,
    json_option,
    open_desk,
    open_with_queue,
    person,
    print_json,
    progress,
    why_option,
)

#: What an id may name, in the order in which it is looked for.
KINDS: tuple[ObjectKind, ...] = (
    "development", "flashpoint", "level", "document", "zone", "breach", "notice", "link", "translation", "list",
)  # fmt: skip


@click.command(
    epilog="""\b
Example:
  foreshock verify --desk my-desk && echo sound"""
)
@click.option("--head", default="", help="A head that you noted elsewhere: shows the loss of the newest revisions too.")
@desk_option
@json_option
def verify(head: str, desk: Path, as_json: bool) -> None:
    """Walk the whole record and the archive, and name the first thing that does not fit.

    Exit code 0 when everything fits, 76 when something does not.
    """
    store, _ = open_desk(desk)
    with progress("Verifying") as step:
        found = store.verify(progress=step, known_head=head)
    if as_json:
        print_json(found)
    if found.problem:
        if as_json:
            raise click.exceptions.Exit(Damaged.exit_code)
        raise Damaged(found.problem)
    if not as_json:
        click.echo(f"Sound: {found.revisions} revisions, {found.files} archived files. Head {found.head}")
        for note in found.notes:
            click.echo(f"Note: {note}")


@click.command(
    epilog="""\b
Example:
  foreshock history al-tanf/2018-06-21/1 --desk my-desk"""
)
@click.argument("object_id", metavar="ID")
@click.option("--kind", type=click.Choice(KINDS), help="What ID names, where two kinds share an id.")
@desk_option
@json_option
def history(object_id: str, kind: ObjectKind | None, desk: Path, as_json: bool) -> None:
    """List all revisions of one object: number, when, by whom, why, and the hash in the chain."""
    store, _ = open_desk(desk)
    kept = [store.history(k, object_id) for k in ([kind] if kind else KINDS)]
    revisions: list[Kept[object]] = next((list(found) for found in kept if found), [])
    if not revisions:
        raise NotFound(f"nothing is called {object_id!r}; an entry's id looks like al-tanf/2018-06-21/1")
    if as_json:
        print_json([{"stamp": r.stamp, "erasure": r.erasure, "value": r.value} for r in revisions])
        return
    for revision in revisions:
        stamp = revision.stamp
        published = f"{stamp.published:%Y-%m-%d %H:%M}" if stamp.published else "draft"
        gap = f"  [erased: {revision.erasure.reason}]" if revision.erasure else ""
        click.echo(
            f"{stamp.number:>3}  {stamp.act:<8}  recorded {stamp.recorded:%Y-%m-%d %H:%M}  published {published}  "
            f"{stamp.by}: {stamp.why}  {stamp.hash[:12]}{gap}"
        )


@click.command(
    epilog="""\b
Example, back to the first revision:
  foreshock revert al-tanf/2018-06-21/1 1 --why "the edit was wrong" --desk my-desk"""
)
@click.argument("object_id", metavar="ID")
@click.argument("number", type=click.IntRange(1))
@click.option("--kind", type=click.Choice(KINDS), default="development", show_default=True)
@by_option
@why_option
@desk_option
def revert(object_id: str, number: int, kind: ObjectKind, by: str, why: str, desk: Path) -> None:
    """Undo: put revision NUMBER of an object back, as a new revision. Nothing is lost by it."""
    store, config = open_desk(desk)
    stamp = store.revert(kind, object_id, number, by=person(by, config), why=why or f"back to revision {number}")
    click.echo(f"{object_id} is at revision {stamp.number} again with the content of revision {number}")


@click.command(
    epilog="""\b
Examples:
  foreshock erase al-tanf/2018-06-21/1 --by "A. Analyst" --second "E. Editor" --reason "names a private person"
  foreshock erase al-tanf/2018-06-21/1@2 …      only its second revision
  foreshock erase report:wire:9f86d081884c7d65 …  one report, wherever this desk keeps it
  foreshock erase sha256:34db5fea… …            bytes of the archive, and every report read from them"""
)
@click.argument("target", metavar="TARGET")
@click.option("--by", "first", required=True, help="The first of two named people who decide this.")
@click.option("--second", required=True, help="The second person: somebody else.")
@click.option("--reason", required=True, help="Why; it stays in the record for good, so put no secret in it.")
@click.option("--with-reports", is_flag=True, help="With an entry: also the reports that it was written from.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@desk_option
@json_option
def erase(
    target: str, first: str, second: str, reason: str, with_reports: bool, yes: bool, desk: Path, as_json: bool
) -> None:
    """Remove words or bytes for good: from the record, the queue, drafts, search, the collector's books, the archive
    and the evidence. The hash, the reason and the gap stay, and the record still verifies.

    A report that was erased does not come back, whatever source brings it. Exit code 75 when it was erased but traces
    may remain in files of the database; the notes say what to do.

    This cannot be undone. Copies made before (exports, built sites, backups) are not reached: build and export anew.
    """
    from foreshock.store.erasingall import erase_all

    if not reason.strip():
        raise InvalidValue('an erasure needs a reason: --reason "…"')
    store, config, has_queue = open_with_queue(desk)
    if not yes:
        click.confirm(f"Erase {target} for good, decided by {first} and {second}?", abort=True)
    tables = None
    if has_queue:
        # Django's models can be imported only after it was set up.
        from foreshock.desk.erasing import DeskTables

        tables = DeskTables(store)
    with store:
        outcome = erase_all(store, config, target, first, second, reason, tables, with_reports)
    if as_json:
        print_json(outcome)
    else:
        click.echo(f"Erased: {outcome.contents} of the record's contents, {outcome.files} of the archive's files")
        if outcome.reports or outcome.candidates:
            click.echo(f"Erased: {outcome.reports} rows of the evidence, words of {outcome.candidates} candidates")
        for note in outcome.notes:
            click.echo(f"Note: {note}")
        for other in outcome.also_in:
            click.echo(f"The same words also stand in {other}")
    if not outcome.scrubbed:
        click.echo("foreshock: erased, but traces may remain on disk; see the notes", err=True)
        raise click.exceptions.Exit(75)
