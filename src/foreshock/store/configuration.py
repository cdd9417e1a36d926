"""Django's settings, once a process: as few as the store needs, open to what the site and the desk add."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

#: Settings that the store itself depends on; nobody may change them.
OWN: Final[dict[str, object]] = {
    "DATABASES": {},
    "USE_TZ": True,
    "TIME_ZONE": "UTC",
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
}


def configure(apps: Sequence[str] = (), **settings: object) -> None:
    """Set Django up with the store, `apps` and `settings` (names as in Django's own documentation).

    Any number of calls is fine. Settings such as ROOT_URLCONF, MIDDLEWARE or SECRET_KEY may come late, even after
    a store was opened; applications may not, because Django loads them once: whoever brings some (the desk: sessions,
    accounts) calls this before the first store is opened, and opens its store with `alias="default"` so that those
    applications keep their tables in the same database. Raises RuntimeError where that order is broken, or when a
    setting of the store itself would change.
    """
    import django
    from django.apps import apps as registry
    from django.conf import settings as current

    changed = [name for name, value in settings.items() if name in OWN and value != OWN[name]]
    if changed or "INSTALLED_APPS" in settings:
        raise RuntimeError(f"these settings belong to the store: {', '.join(changed) or 'INSTALLED_APPS (use apps=)'}")
    if not current.configured:
        # Without LOGGING_CONFIG the logging of the process is the caller's affair.
        defaults: dict[str, object] = {"LOGGING_CONFIG": None, **OWN}
        current.configure(INSTALLED_APPS=["foreshock.store", *apps], **{**defaults, **settings})
    else:
        missing = {"foreshock.store", *apps} - set(current.INSTALLED_APPS)
        if missing:
            raise RuntimeError(
                f"Django is already set up without {', '.join(sorted(missing))}: call "
                "foreshock.store.configuration.configure(apps=…) before anything opens a store"
            )
        for name, value in settings.items():
            setattr(current, name, value)
    if not registry.ready:
        django.setup()
