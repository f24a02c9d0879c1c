"""Addresses of the pages."""

from django.urls import path

from apps.web.views import health, incidents, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("incidents/", incidents.incident_list, name="incident-list"),
    path("incidents/<slug:slug>/", incidents.incident_detail, name="incident-detail"),
    path("incidents/<slug:slug>/affected/", incidents.incident_affected, name="incident-affected"),
    path("help/", pages.help_index, name="help"),
    path("help/<slug:topic>/", pages.help_topic, name="help-topic"),
    path("privacy/", pages.privacy, name="privacy"),
    path("language/", pages.language_set, name="language-set"),
    path("theme/", pages.theme_set, name="theme-set"),
    path("gallery/", pages.gallery, name="gallery"),
    path("healthz", health.healthz, name="healthz"),
    path("livez", health.livez, name="livez"),
    path("metrics", health.metrics, name="metrics"),
]
