"""Every address of the site. Names follow `noun-verb`; a test refuses one that is neither public nor signed-in."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("apps.web.urls")),
    path("desk/", admin.site.urls),
    path("api/", include("apps.api.urls")),
]

handler400 = "apps.web.views.errors.bad_request"
handler403 = "apps.web.views.errors.forbidden"
handler404 = "apps.web.views.errors.not_found"
handler500 = "apps.web.views.errors.server_error"
handler429 = "apps.web.views.errors.too_many"  # allauth looks for it here
