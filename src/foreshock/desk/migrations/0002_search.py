"""The index of reports: SQLite's FTS5, PostgreSQL's own text search."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models


def make_index(apps: Any, editor: Any) -> None:
    """The words of each report, under its number, so that the newest come first by themselves."""
    if editor.connection.vendor == "sqlite":
        # The words are folded before they come here. They are kept beside the index, or a report could not be taken
        # out again (contentless tables that can delete came with SQLite 3.43; Debian 12 has 3.40).
        editor.execute('CREATE VIRTUAL TABLE desk_search USING fts5(words, tokenize="unicode61 remove_diacritics 0")')
        return
    editor.execute("ALTER TABLE desk_found ADD COLUMN words tsvector")
    editor.execute("CREATE INDEX desk_found_words ON desk_found USING gin (words) WITH (fastupdate = off)")


def drop_index(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE desk_search")
        return
    editor.execute("ALTER TABLE desk_found DROP COLUMN words")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("desk", "0001_initial")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Found",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("report", models.CharField(max_length=300, unique=True)),
                ("title", models.TextField(blank=True)),
                ("publisher", models.TextField(blank=True)),
                ("source", models.CharField(max_length=120)),
                ("published", models.CharField(max_length=20)),
                ("address", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField(blank=True)),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
    ]
