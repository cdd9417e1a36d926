"""Readers who subscribed, the weekly letters, and to whom they went."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("desk", "0006_laid"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True)),
                ("mark", models.CharField(max_length=64)),
                ("sealed", models.BinaryField()),
                ("flashpoint", models.CharField(blank=True, max_length=80)),
                ("asked", models.DateTimeField()),
                ("asks", models.IntegerField(default=0)),
                ("confirmed", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("mark", "flashpoint"), name="one_subscription_an_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("week", models.DateField(unique=True)),
                ("intro", models.TextField(blank=True)),
                ("sections", models.JSONField()),
                ("status", models.CharField(default="draft", max_length=10)),
                ("version", models.IntegerField(default=1)),
                ("by", models.CharField(blank=True, max_length=200)),
                ("changed", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("tries", models.IntegerField(default=0)),
                ("due", models.DateTimeField()),
                ("letter", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="desk.letter")),
                (
                    "subscription",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="desk.subscription"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "due"], name="letters_waiting")],
                "constraints": [
                    models.UniqueConstraint(fields=("letter", "subscription"), name="one_letter_a_reader"),
                ],
            },
        ),
    ]
