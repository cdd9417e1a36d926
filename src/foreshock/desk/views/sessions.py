"""Ending one of one's own sessions; the list of them is allauth's."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End a session of this person; one of somebody else is none of theirs, and nothing happens."""
    from allauth.usersessions.models import UserSession

    found = UserSession.objects.filter(pk=number, user=request.user).first()
    if found is not None:
        found.end()
        messages.success(request, "That session is ended")
    return HttpResponseRedirect(reverse("usersessions_list"))
