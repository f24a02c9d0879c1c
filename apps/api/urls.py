"""Addresses of the API. The version is part of them: what breaks callers gets a new one."""

from django.urls import include, path, re_path

from apps.api.views import cases, public, schema
from apps.api.views.base import Nothing

v1 = [
    path("vocabulary/", public.VocabularyView.as_view(), name="vocabulary"),
    path("marketplaces/", public.MarketplaceList.as_view(), name="marketplaces"),
    path("incidents/", public.IncidentList.as_view(), name="incidents"),
    path("incidents/<slug:slug>/", public.IncidentDetail.as_view(), name="incident"),
    path("cases/", cases.CaseList.as_view(), name="cases"),
    path("cases/<uuid:case_id>/", cases.CaseDetail.as_view(), name="case"),
]
app_name = "api"
urlpatterns = [
    path("schema/", schema.SchemaView.as_view(), name="schema"),
    path("v1/", include(v1)),
    re_path("", Nothing.as_view(), name="nothing"),
]
