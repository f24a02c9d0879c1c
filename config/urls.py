"""Every address of the site. Names follow `noun-verb`; a test refuses one that is neither public nor signed-in."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
