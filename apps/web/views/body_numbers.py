"""An association's numbers, as a page and as files. Private: of what is shared with it at this moment."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.associations.enums import Verb
from apps.associations.models import Membership
from apps.core import clock
from apps.core.spreadsheets import csv_pieces
from apps.web import body_number_pages as pages
from apps.web.body_rights import for_members


@require_safe
@for_members(Verb.SEE_NUMBERS)
def body_numbers(request: HttpRequest, membership: Membership) -> HttpResponse:
    """How many cases, where they stand, what they come to, which dates come: exact, of this moment."""
    return render(request, "associations/numbers.html", pages.numbers_parts(membership, clock.now()))


@require_safe
@for_members(Verb.SEE_NUMBERS)
def body_numbers_csv(request: HttpRequest, membership: Membership) -> HttpResponse:
    rows = [pages.COLUMNS, *pages.rows_of_numbers(*pages.read_numbers(membership, clock.now()))]
    response = HttpResponse("".join(csv_pieces(rows)), content_type="text/csv; charset=utf-8")
    return _as_file(response, f"{membership.association.slug}-numbers.csv")


@require_safe
@for_members(Verb.SEE_NUMBERS)
def body_numbers_json(request: HttpRequest, membership: Membership) -> HttpResponse:
    data = pages.data_of_numbers(membership, clock.now())
    return _as_file(JsonResponse(data), f"{membership.association.slug}-numbers.json")


def _as_file(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
