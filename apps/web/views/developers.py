"""For those who write programs: the description of the API, and what each of its errors means."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core.problems import PROBLEMS


@require_safe
def api_description(request: HttpRequest) -> HttpResponse:
    """Swagger UI over /api/schema/; static/js/api.js starts it."""
    return render(request, "developers/api.html")


@require_safe
def problem_list(request: HttpRequest) -> HttpResponse:
    return render(request, "developers/problems.html", {"problems": PROBLEMS.values()})


@require_safe
def problem_detail(request: HttpRequest, problem: str) -> HttpResponse:
    """Where the `type` of an error leads."""
    if problem not in PROBLEMS:
        raise Http404
    return render(request, "developers/problem.html", {"problem": PROBLEMS[problem]})
