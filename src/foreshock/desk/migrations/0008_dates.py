"""Dates ahead, with all their revisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("desk", "0007_letters"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="DateRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.CharField(max_length=40)),
                ("version", models.IntegerField()),
                ("flashpoint", models.CharField(db_index=True, max_length=80)),
                ("body", models.TextField()),
                ("by", models.CharField(max_length=200)),
                ("made", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("uid", "version"), name="one_revision_a_version"),
                ],
            },
        ),
    ]
