"""Which candidate each report went into."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("desk", "0005_alert"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Laid",
            fields=[
                ("report", models.CharField(max_length=300, primary_key=True, serialize=False)),
                ("entry", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="desk.entry")),
            ],
        ),
    ]
