"""The desk's own tables: the queue, drafts, who has what open."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("body", models.TextField()),
                ("version", models.IntegerField(default=1)),
                ("status", models.CharField(max_length=10)),
                ("flashpoint", models.CharField(max_length=80)),
                ("rank", models.CharField(max_length=160)),
                ("severity", models.SmallIntegerField()),
                ("newest", models.DateTimeField()),
                ("until", models.DateField(null=True)),
                ("first", models.CharField(blank=True, max_length=200)),
                ("head", models.CharField(max_length=300)),
                ("reports", models.IntegerField(default=0)),
                ("changed", models.DateTimeField(auto_now=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["status", "-rank"], name="queue_order"),
                    models.Index(fields=["status", "flashpoint", "-rank"], name="queue_order_of_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fields", models.JSONField()),
                ("version", models.IntegerField()),
                ("saved", models.DateTimeField(auto_now=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="desk.entry"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("entry", "person"), name="one_draft_a_person")],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen", models.DateTimeField()),
                ("entry", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="desk.entry")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("entry", "person"), name="one_presence_a_person")],
            },
        ),
    ]
