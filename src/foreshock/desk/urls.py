"""Addresses of the desk and the API. The public site has all others."""

from __future__ import annotations

from django.urls import include, path, register_converter

from .views import (
    candidate,
    dates,
    files,
    flashpoints,
    interviews,
    letters,
    pictures,
    queue,
    refused,
    search,
    sessions,
    sources,
    subscribe,
    translations,
    zones,
)


class Digest:
    """A SHA-256 in an address."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Digest, "sha256")

#: Django asks for this name.
handler500 = "foreshock.desk.views.away.failed"

urlpatterns = [
    path("api/v1/", include("foreshock.desk.api.urls")),
    path("desk/", queue.show, name="desk-queue"),
    path("desk/static/<path:name>", files.show, name="desk-file"),
    path("desk/shelf/<slug:shelf>/", queue.show, name="desk-shelf"),
    path("desk/c/<slug:candidate_id>/", candidate.show, name="desk-candidate"),
    path("desk/c/<slug:candidate_id>/act/", candidate.act, name="desk-act"),
    path("desk/c/<slug:candidate_id>/picture/", candidate.add_picture, name="desk-add-picture"),
    path("desk/picture/<sha256:sha256>/", pictures.show, name="desk-picture"),
    path("desk/c/<slug:candidate_id>/draft/", candidate.keep_draft, name="desk-draft"),
    path("desk/c/<slug:candidate_id>/discard/", candidate.discard_draft, name="desk-discard"),
    path("desk/list/", flashpoints.overview, name="desk-flashpoints"),
    path("desk/list/<slug:slug>/texts/", flashpoints.texts, name="desk-texts"),
    path("desk/list/<slug:slug>/level/", flashpoints.level, name="desk-level"),
    path("desk/list/<slug:slug>/checked/", flashpoints.checked, name="desk-checked"),
    path("desk/change/<int:number>/", flashpoints.change, name="desk-change"),
    path("desk/translations/", translations.overview, name="desk-translations"),
    path("desk/translations/<str:language>/<slug:slug>/", translations.of_flashpoint, name="desk-translation"),
    path(
        "desk/translations/<str:language>/<slug:slug>/<str:day>/<int:number>/",
        translations.of_entry,
        name="desk-translation-entry",
    ),
    path("desk/sources/", sources.overview, name="desk-sources"),
    path("desk/sources/<int:number>/", sources.piece, name="desk-piece"),
    path("desk/sources/<int:number>/bytes/", sources.raw, name="desk-piece-bytes"),
    path("desk/search/", search.show, name="desk-search"),
    path("desk/zones/", zones.overview, name="desk-zones"),
    path("desk/zones/<slug:zone_id>/", zones.one, name="desk-zone"),
    path("desk/zones/<slug:zone_id>/sides/", zones.sides, name="desk-sides"),
    path("desk/zones/<slug:zone_id>/breach/", zones.breach, name="desk-breach"),
    path("desk/amend/", candidate.amend, name="desk-amend"),
    path("desk/dates/", dates.overview, name="desk-dates"),
    path("desk/dates/<slug:uid>/", dates.one, name="desk-date"),
    path("desk/interviews/", interviews.overview, name="desk-interviews"),
    path("desk/interviews/key/", interviews.key, name="desk-key"),
    path("desk/interviews/open/", interviews.opened, name="desk-interview"),
    path("desk/letters/", letters.overview, name="desk-letters"),
    path("desk/letters/<str:week>/", letters.one, name="desk-letter"),
    path("desk/subscribe/", subscribe.form, name="subscribe"),
    path("desk/subscribe/ask/", subscribe.asked_elsewhere),
    path("desk/subscribe/confirm/<str:token>/", subscribe.confirm, name="subscribe-confirm"),
    path("desk/subscribe/leave/<str:token>/", subscribe.leave, name="subscribe-leave"),
    path("desk/sessions/<int:number>/end/", sessions.end, name="desk-end-session"),
    path("desk/no-role/", refused.no_role, name="desk-no-role"),
    # Addresses and passwords are an admin's to set: no mail goes to accounts, and none opens one.
    path("desk/account/email/", refused.nothing_here),
    path("desk/account/confirm-email/<path:path>", refused.nothing_here),
    path("desk/account/password/reset/", refused.nothing_here),
    path("desk/account/password/reset/<path:path>", refused.nothing_here),
    path("desk/account/", include("allauth.urls")),
    path("desk/<path:path>", refused.nothing_here),
]
