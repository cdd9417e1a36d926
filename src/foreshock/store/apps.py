"""The store as a Django application, so that migrations and the desk can find its tables."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class StoreApp(AppConfig):
    name = "foreshock.store"
    label = "store"
    verbose_name = "The record"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # A table rebuilt by a migration loses its triggers, and SQLite refuses to rename a table that other
        # triggers name: they go before every migration and come back after it.
        from .triggers import drop_before_migration, put_back_after_migration

        pre_migrate.connect(drop_before_migration, sender=self, dispatch_uid="foreshock-drop-triggers")
        post_migrate.connect(put_back_after_migration, sender=self, dispatch_uid="foreshock-put-triggers-back")
