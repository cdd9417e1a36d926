"""Alerts, and to whom they went."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("desk", "0004_token"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="AlertRecipient",
            fields=[
                ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("claimed", models.DateTimeField()),
                ("due", models.DateTimeField()),
                ("failures", models.IntegerField(default=0)),
                ("note", models.TextField(blank=True)),
                ("digested", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.CharField(max_length=250)),
                ("happened", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("settled", models.DateTimeField(null=True)),
                (
                    "recipient",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="desk.alertrecipient"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["recipient", "state", "happened"], name="alerts_waiting")],
                "constraints": [
                    models.UniqueConstraint(fields=("recipient", "event"), name="one_alert_a_recipient"),
                ],
            },
        ),
    ]
