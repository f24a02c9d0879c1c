"""Any two published batches side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.statistics.paper.comparing import compare, compare_methods
from apps.statistics.paper.words import Pages
from apps.statistics.selectors import published_batches

LONGEST = 9  # digits of a number


@require_safe
def figures_compare(request: HttpRequest) -> HttpResponse:
    """`?from=1&to=3`; without them the newest batch and the one before it."""
    batches = list(published_batches().defer("working"))
    numbers = [batch.number for batch in batches]
    earlier, later = sorted((_asked(request, "from", numbers[1:2]), _asked(request, "to", numbers[:1])))
    found = {batch.number: batch for batch in batches if batch.number in (earlier, later)}
    if numbers and not {earlier, later} <= set(numbers) | {0}:
        raise Http404
    context = {"batches": batches, "earlier": earlier, "later": later, "section": "figures"}
    if earlier in found and later in found and earlier != later:
        both = Pages(found[earlier]), Pages(found[later])
        context |= {"is_ready": True, "changes": compare(*both), "methods": compare_methods(*both)}
    return render(request, "figures/compare.html", context)


def _asked(request: HttpRequest, name: str, usual: list[int]) -> int:
    """A number of the address, or the usual one; 0 where there is neither. Raises Http404 for what is no number."""
    text = request.GET.get(name, "")
    if not text:
        return usual[0] if usual else 0
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST):
        raise Http404
    return int(text)
