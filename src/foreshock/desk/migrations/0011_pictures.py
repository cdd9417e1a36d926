"""Pictures that came in at the desk, with the files that they were drawn from."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("desk", "0010_search_near")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("original", models.CharField(blank=True, db_index=True, max_length=64)),
                ("copies", models.TextField()),
                ("by", models.CharField(max_length=200)),
                ("made", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": (models.UniqueConstraint(fields=["sha256", "original"], name="one_picture_of_a_file"),),
            },
        ),
    ]
