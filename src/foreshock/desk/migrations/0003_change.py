"""Changes of the list on their way."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("desk", "0002_search"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("object", models.CharField(max_length=120)),
                ("base", models.IntegerField()),
                ("body", models.TextField()),
                ("why", models.TextField()),
                ("correction", models.BooleanField(default=False)),
                ("first", models.CharField(max_length=200)),
                ("status", models.CharField(db_index=True, default="waiting", max_length=10)),
                ("note", models.TextField(blank=True)),
                ("made", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]
