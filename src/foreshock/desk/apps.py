"""The desk as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class DeskApp(AppConfig):
    name = "foreshock.desk"
    label = "desk"
    verbose_name = "The desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .watch import connect

        connect()
