"""The three tables of the record. Their triggers are made after every migration: see `triggers`."""

# ruff: noqa: RUF012
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Content",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("salt", models.CharField(max_length=32)),
                ("body", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("what", models.CharField(max_length=10)),
                ("target", models.CharField(max_length=64, unique=True)),
                ("reason", models.TextField()),
                ("by", models.TextField()),
                ("second", models.TextField()),
                ("at", models.CharField(max_length=27)),
                ("prev", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("object", models.CharField(max_length=120)),
                ("number", models.IntegerField()),
                ("act", models.CharField(max_length=20)),
                ("recorded", models.CharField(max_length=27)),
                ("published", models.CharField(max_length=27, null=True)),
                ("by", models.TextField()),
                ("why", models.TextField()),
                ("content_hash", models.CharField(max_length=64)),
                ("prev", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["content_hash"], name="revision_of_content"),
                    models.Index(fields=["published"], name="revision_by_publication"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object", "number"), name="one_number_a_revision")
                ],
            },
        ),
    ]
