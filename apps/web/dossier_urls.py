"""Addresses of a case's dossiers, below its own."""

from django.urls import path

from apps.web.views import dossiers

urlpatterns = [
    path("", dossiers.dossier_list, name="dossiers"),
    path("<uuid:dossier_id>/cancel/", dossiers.dossier_cancel, name="dossier-cancel"),
    path("<uuid:dossier_id>/pdf/", dossiers.dossier_pdf, name="dossier-pdf"),
    path("<uuid:dossier_id>/manifest/", dossiers.dossier_manifest, name="dossier-manifest"),
]
