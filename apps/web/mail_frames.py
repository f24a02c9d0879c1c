"""A mail's HTML shown in a page of ours. It brings its styles inline, which no page of ours may."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.http import HttpResponse

# On its own address, in a frame without scripts, forms or network.
POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


def framed_mail(html: str) -> HttpResponse:
    """The mail itself; it may stand in a frame of our own site."""
    html = html.replace("<head>", '<head><base target="_blank">', 1)  # a link opens a page of its own, not in the frame
    response = HttpResponse(html, headers={"X-Frame-Options": "SAMEORIGIN"})
    setattr(response, "_csp_config", POLICY)  # noqa: B010  what django-csp's decorator does
    return response


def with_frame(response: HttpResponse) -> HttpResponse:
    """A page that shows such a frame."""
    setattr(response, "_csp_update", {"frame-src": [SELF]})  # noqa: B010
    return response
